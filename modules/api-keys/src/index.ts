import { bind } from '@quartet/platform/use-cases';
import { authenticateElse } from './authenticate-else.ts';
import { type ApiKeysDependencies, createApiKeysCore } from './core.ts';
import { createKey } from './create-key.ts';
import { KEY_FORMAT } from './key-text.ts';
import { listKeys } from './list-keys.ts';
import { revokeKey } from './revoke-key.ts';

export type { ApiKeysDependencies } from './core.ts';
export type { PresentedApiKey } from './present.ts';

/** Keys with which programs act for the people who made them. */
export type ApiKeys = ReturnType<typeof createApiKeys>;

/**
 * @example
 * const apiKeys = createApiKeys({ db, clock, log, audit });
 * server.guards.authenticate = apiKeys.authenticateElse(server.guards.authenticate);
 */
export function createApiKeys(dependencies: ApiKeysDependencies) {
  const core = createApiKeysCore(dependencies);
  return {
    /** What keys look like, for people. */
    format: KEY_FORMAT,
    authenticateElse: bind(core, authenticateElse),
    create: bind(core, createKey),
    list: bind(core, listKeys),
    revoke: bind(core, revokeKey),
  };
}
