import type { Executor, Transaction } from '@quartet/platform/database';
import { eq, gt, lte, sql } from 'drizzle-orm';
import { type SigningKeyRow, signingKeys } from '../schema.ts';

/** Copies of the services that plan keys at the same time do so one after the other. */
export async function lockSigningKeys(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('quartet.auth.signing_keys', 0))`);
}

/** The keys that may still verify a token, in the order in which they sign. */
export async function findPublishedKeys(executor: Executor, now: Date): Promise<SigningKeyRow[]> {
  return executor
    .select()
    .from(signingKeys)
    .where(gt(signingKeys.published_until, now))
    .orderBy(signingKeys.signs_from);
}

export async function insertSigningKey(tx: Transaction, key: SigningKeyRow): Promise<void> {
  await tx.insert(signingKeys).values(key);
}

export async function endSigningKey(
  tx: Transaction,
  kid: string,
  signsUntil: Date,
  publishedUntil: Date,
): Promise<void> {
  await tx
    .update(signingKeys)
    .set({ signs_until: signsUntil, published_until: publishedUntil })
    .where(eq(signingKeys.kid, kid));
}

export async function deleteRetiredKeys(tx: Transaction, now: Date): Promise<void> {
  await tx.delete(signingKeys).where(lte(signingKeys.published_until, now));
}
