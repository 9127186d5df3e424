import type { ApiKeyScope } from '@quartet/platform/contract';
import type { Database } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';

/** What is read of a live key of an active user. */
export interface LiveKey {
  id: Id<'qk'>;
  secret_hash: string;
  scopes: ApiKeyScope[];
  last_used_at: Date | null;
  user_id: Id<'user'>;
  email: string;
  full_name: string | null;
  email_verified_at: Date | null;
  created_at: Date;
}

export type KeyLookup = ReturnType<typeof prepareKeyLookup>;

/** The statement of every request by a key: key and user in one round trip, so that whatever ended them bites. */
export function prepareKeyLookup(db: Pick<Database, 'lookup'>) {
  const byId = db.lookup<LiveKey>(
    'api_keys_live_key',
    `select api_keys.id, api_keys.secret_hash, api_keys.scopes, api_keys.last_used_at, api_keys.user_id,
            users.email, users.full_name, users.email_verified_at, users.created_at
       from api_keys join users on users.id = api_keys.user_id
      where api_keys.id = $1 and api_keys.revoked_at is null
        and (api_keys.expires_at is null or api_keys.expires_at > $2) and users.status = 'active'`,
  );
  return async (keyId: Id<'qk'>, now: Date): Promise<LiveKey | undefined> => (await byId(keyId, now))[0];
}
