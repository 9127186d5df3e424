import { type DynamicModule, Module } from '@nestjs/common';
import type { Users } from '@quartet/users';
import { USERS } from './tokens.ts';
import { UsersController } from './users.controller.ts';

/** The routes under `/users`. */
@Module({ controllers: [UsersController] })
export class UsersModule {
  static forRoot({ users }: { users: Users }): DynamicModule {
    return { module: UsersModule, providers: [{ provide: USERS, useValue: users }] };
  }
}
