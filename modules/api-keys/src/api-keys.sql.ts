import { type Executor, olderThan, type Slice, type Transaction } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { and, desc, eq, isNull, lte, or } from 'drizzle-orm';
import { type ApiKey, apiKeys, people } from './schema.ts';

/**
 * Keeps a person from being banned until the end of `tx`, so that the ban sees, and ends, what `tx` has made.
 * False when the account is closed already.
 */
export async function holdOpen(tx: Transaction, userId: Id<'user'>): Promise<boolean> {
  const [person] = await tx
    .select({ id: people.id })
    .from(people)
    .where(and(eq(people.id, userId), eq(people.status, 'active')))
    .for('share');
  return person !== undefined;
}

export async function insertKey(tx: Transaction, key: ApiKey): Promise<void> {
  await tx.insert(apiKeys).values(key);
}

/** The keys of a person that are not revoked, the newest first. */
export async function findKeys(
  executor: Executor,
  userId: Id<'user'>,
  { past, count }: Slice,
): Promise<ApiKey[]> {
  return executor
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.user_id, userId), isNull(apiKeys.revoked_at), olderThan(apiKeys.id, past)))
    .orderBy(desc(apiKeys.id))
    .limit(count);
}

/** Answers the key, or nothing when the person has none of this id that is not revoked. */
export async function revokeById(
  tx: Transaction,
  ids: { keyId: Id<'qk'>; userId: Id<'user'> },
  now: Date,
): Promise<ApiKey | undefined> {
  const [revoked] = await tx
    .update(apiKeys)
    .set({ revoked_at: now })
    .where(and(eq(apiKeys.id, ids.keyId), eq(apiKeys.user_id, ids.userId), isNull(apiKeys.revoked_at)))
    .returning();
  return revoked;
}

/** Of many requests at once, the first writes; the others find nothing to do. */
export async function markUsed(
  executor: Executor,
  keyId: Id<'qk'>,
  now: Date,
  unlessSince: Date,
): Promise<void> {
  await executor
    .update(apiKeys)
    .set({ last_used_at: now })
    .where(
      and(eq(apiKeys.id, keyId), or(isNull(apiKeys.last_used_at), lte(apiKeys.last_used_at, unlessSince))),
    );
}
