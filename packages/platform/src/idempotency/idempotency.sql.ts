import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import type { Executor, Transaction } from '../database/index.ts';
import { idempotencyKeys } from './schema.ts';

/** A key that a first request has taken. */
export type KeyHold = Pick<typeof idempotencyKeys.$inferSelect, 'key_hash' | 'locked_until'>;

/**
 * One statement decides which of several simultaneous requests is the first. A key that expired, or whose first
 * request died before its commit, is taken anew.
 *
 * @returns whether the key was taken.
 */
export async function takeKey(
  db: Executor,
  key: { key_hash: string; request_hash: string; locked_until: Date; expires_at: Date },
  now: Date,
): Promise<boolean> {
  const row = { ...key, carried_out_at: null, status: null, answer_sealed: null };
  const { key_hash, carried_out_at, status, locked_until, expires_at } = idempotencyKeys;
  const taken = await db
    .insert(idempotencyKeys)
    .values(row)
    .onConflictDoUpdate({
      target: key_hash,
      set: row,
      setWhere: sql`${expires_at} <= ${now} or (${status} is null and ${carried_out_at} is null and ${locked_until} <= ${now})`,
    })
    .returning({ key_hash });
  return taken.length > 0;
}

export async function findKey(
  db: Executor,
  keyHash: string,
): Promise<typeof idempotencyKeys.$inferSelect | undefined> {
  const [row] = await db.select().from(idempotencyKeys).where(eq(idempotencyKeys.key_hash, keyHash));
  return row;
}

export async function storeAnswer(
  db: Executor,
  hold: KeyHold,
  answer: { status: number; answer_sealed: Buffer },
): Promise<void> {
  await db.update(idempotencyKeys).set(answer).where(isHeld(hold));
}

/** Marks the work as done, unless another request has taken the key over. */
export async function markCarriedOut(tx: Transaction, hold: KeyHold, now: Date): Promise<boolean> {
  const marked = await tx
    .update(idempotencyKeys)
    .set({ carried_out_at: now })
    .where(isHeld(hold))
    .returning({ key_hash: idempotencyKeys.key_hash });
  return marked.length > 0;
}

/** Frees a key whose work was not done. */
export async function deleteUnusedKey(db: Executor, hold: KeyHold): Promise<void> {
  await db
    .delete(idempotencyKeys)
    .where(and(isHeld(hold), isNull(idempotencyKeys.carried_out_at), isNull(idempotencyKeys.status)));
}

/** The time of its lock tells one holder of a key from the next. */
function isHeld({ key_hash, locked_until }: KeyHold) {
  return and(eq(idempotencyKeys.key_hash, key_hash), eq(idempotencyKeys.locked_until, locked_until));
}

export async function deleteExpiredKeys(db: Executor, now: Date): Promise<void> {
  await db.delete(idempotencyKeys).where(lt(idempotencyKeys.expires_at, now));
}
