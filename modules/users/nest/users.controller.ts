import { Inject } from '@nestjs/common';
import type { HandlerInput } from '@quartet/http-fastify';
import { ContractController, Input, Route } from '@quartet/http-nest';
import type { Users } from '@quartet/users';
import { usersContract } from '@quartet/users/contract';
import { USERS } from './tokens.ts';

type InputOf<Name extends keyof typeof usersContract> = HandlerInput<(typeof usersContract)[Name]>;

@ContractController(usersContract)
export class UsersController {
  constructor(@Inject(USERS) private readonly users: Users) {}

  @Route(usersContract.readProfile)
  readProfile(@Input() { caller }: InputOf<'readProfile'>) {
    return this.users.readProfile({ caller });
  }

  @Route(usersContract.writeProfile)
  writeProfile(@Input() { body, caller }: InputOf<'writeProfile'>) {
    return this.users.writeProfile({ ...body, caller });
  }
}
