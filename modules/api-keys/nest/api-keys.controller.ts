import { Inject } from '@nestjs/common';
import type { ApiKeys } from '@quartet/api-keys';
import { apiKeysContract } from '@quartet/api-keys/contract';
import type { HandlerInput } from '@quartet/http-fastify';
import { ContractController, Input, Route } from '@quartet/http-nest';
import { API_KEYS } from './tokens.ts';

type InputOf<Name extends keyof typeof apiKeysContract> = HandlerInput<(typeof apiKeysContract)[Name]>;

@ContractController(apiKeysContract)
export class ApiKeysController {
  constructor(@Inject(API_KEYS) private readonly apiKeys: ApiKeys) {}

  @Route(apiKeysContract.create)
  create(@Input() { body, caller, origin }: InputOf<'create'>) {
    return this.apiKeys.create({ ...body, caller, origin });
  }

  @Route(apiKeysContract.list)
  list(@Input() { query, caller }: InputOf<'list'>) {
    return this.apiKeys.list({ ...query, caller });
  }

  @Route(apiKeysContract.revoke)
  revoke(@Input() { params, caller, origin }: InputOf<'revoke'>) {
    return this.apiKeys.revoke({ keyId: params.id, caller, origin });
  }
}
