import type { ApiKeyScope, RequestOrigin, SessionCaller } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import { newId } from '@quartet/platform/ids';
import { holdOpen, insertKey } from './api-keys.sql.ts';
import type { ApiKeysCore } from './core.ts';
import { KEY_PREFIX, newKeyText } from './key-text.ts';
import { type PresentedApiKey, presentKey } from './present.ts';

export interface NewApiKey {
  caller: SessionCaller;
  origin: RequestOrigin;
  name: string;
  scopes: ApiKeyScope[];
  /** ISO 8601; left out, the key lasts until it is revoked. */
  expires_at?: string | undefined;
}

/**
 * Makes a key for the caller; `secret` is the whole of it, which cannot be read again.
 *
 * @throws `invalid_request` for an end that has passed, `unauthenticated` when the caller was banned meanwhile
 */
export async function createKey(
  { db, clock, audit }: ApiKeysCore,
  { caller, origin, name, scopes, expires_at }: NewApiKey,
): Promise<{ api_key: PresentedApiKey; secret: string }> {
  const now = clock.now();
  const expiresAt = expires_at === undefined ? null : endOf(expires_at, now);
  const id = newId(KEY_PREFIX);
  const { key: secret, secretHash } = newKeyText(id);
  const key = {
    id,
    user_id: caller.userId,
    name,
    secret_hash: secretHash,
    scopes,
    created_at: now,
    expires_at: expiresAt,
    last_used_at: null,
    revoked_at: null,
  };
  await db.transaction(async (tx) => {
    if (!(await holdOpen(tx, caller.userId))) throw commonErrors.unauthenticated();
    await insertKey(tx, key);
    await audit.record(tx, {
      action: 'api_keys.created',
      actor: { kind: 'user', id: caller.userId },
      target: { kind: 'api_key', id },
      after: { name, scopes, expires_at: expiresAt?.toISOString() ?? null },
      requestId: origin.requestId,
    });
  });
  return { api_key: presentKey(key), secret };
}

function endOf(expiresAt: string, now: Date): Date {
  const end = new Date(expiresAt);
  if (end > now) return end;
  throw commonErrors.invalidRequest({ errors: [{ path: 'body.expires_at', message: 'has passed' }] });
}
