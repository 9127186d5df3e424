import type { ApiKeyCaller, Guards } from '@quartet/platform/contract';
import { sameBytes } from '@quartet/platform/crypto';
import { commonErrors } from '@quartet/platform/errors';
import type { ApiKeysCore } from './core.ts';
import type { LiveKey } from './key-lookup.sql.ts';
import { readKeyText } from './key-text.ts';

type Authenticate = NonNullable<Guards['authenticate']>;

/** RFC 6750, section 2.1; what does not begin as a key does is another kind of token. */
const BEARER_KEY = /^Bearer +(qk_.*)$/i;
/** Compared where there is no key, so that it takes as long to refuse an unknown id as a wrong secret. */
const HASH_OF_NOTHING = '0'.repeat(64);

/**
 * Resolves callers by their API key, and those who come with something else by `authenticate`.
 *
 * @throws `invalid_token` for a key that is malformed, unknown, wrong, expired or revoked, or whose owner is gone;
 *   at start when there is no `authenticate`: the module that provides it has to come first
 */
export function authenticateElse(core: ApiKeysCore, authenticate: Guards['authenticate']): Authenticate {
  if (authenticate === undefined) throw new Error('API keys need a module that signs people in before them.');
  return (credentials) => {
    const key = BEARER_KEY.exec(credentials.authorization ?? '')?.[1];
    return key === undefined ? authenticate(credentials) : byKey(core, key);
  };
}

async function byKey({ clock, keyLookup, noteUse }: ApiKeysCore, key: string): Promise<ApiKeyCaller> {
  const presented = readKeyText(key);
  if (presented === undefined) throw commonErrors.invalidToken();
  const now = clock.now();
  const found = await keyLookup(presented.id, now);
  const isRight = sameBytes(presented.secretHash, found?.secret_hash ?? HASH_OF_NOTHING);
  if (found === undefined || !isRight) throw commonErrors.invalidToken();
  noteUse(found, now);
  return callerOf(found);
}

function callerOf(key: LiveKey): ApiKeyCaller {
  return {
    kind: 'user',
    userId: key.user_id,
    email: key.email,
    emailVerified: key.email_verified_at !== null,
    fullName: key.full_name,
    createdAt: key.created_at,
    apiKeyId: key.id,
    scopes: key.scopes,
    credential: 'api_key',
  };
}
