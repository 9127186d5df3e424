import type { Executor, Transaction } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { and, count, eq, gt, isNull, lte } from 'drizzle-orm';
import { type MailToken, type MailTokenPurpose, mailTokens } from './schema.ts';

const isOpen = and(isNull(mailTokens.used_at), isNull(mailTokens.superseded_at));

/** Lock the user first: a person has one open token for each purpose. */
export async function insertMailToken(
  tx: Transaction,
  token: Pick<MailToken, 'token_hash' | 'purpose' | 'user_id' | 'email' | 'created_at' | 'expires_at'>,
): Promise<void> {
  await tx.insert(mailTokens).values(token);
}

export async function supersedeMailTokens(
  tx: Transaction,
  userId: Id<'user'>,
  purpose: MailTokenPurpose,
  now: Date,
): Promise<void> {
  await tx
    .update(mailTokens)
    .set({ superseded_at: now })
    .where(and(eq(mailTokens.user_id, userId), eq(mailTokens.purpose, purpose), isOpen));
}

export async function countMailTokensSince(
  tx: Transaction,
  userId: Id<'user'>,
  purpose: MailTokenPurpose,
  since: Date,
): Promise<number> {
  const [row] = await tx
    .select({ count: count() })
    .from(mailTokens)
    .where(
      and(eq(mailTokens.user_id, userId), eq(mailTokens.purpose, purpose), gt(mailTokens.created_at, since)),
    );
  return row?.count ?? 0;
}

/** A token that could be used now; whether it still can is decided by {@link useMailToken}. */
export async function findOpenMailToken(
  executor: Executor,
  tokenHash: string,
  purpose: MailTokenPurpose,
  now: Date,
): Promise<MailToken | undefined> {
  const [token] = await executor
    .select()
    .from(mailTokens)
    .where(
      and(
        eq(mailTokens.token_hash, tokenHash),
        eq(mailTokens.purpose, purpose),
        gt(mailTokens.expires_at, now),
        isOpen,
      ),
    );
  return token;
}

/** Uses a token up in one statement: of any number of callers, one gets true. */
export async function useMailToken(tx: Transaction, tokenHash: string, now: Date): Promise<boolean> {
  const used = await tx
    .update(mailTokens)
    .set({ used_at: now })
    .where(and(eq(mailTokens.token_hash, tokenHash), gt(mailTokens.expires_at, now), isOpen))
    .returning({ tokenHash: mailTokens.token_hash });
  return used.length > 0;
}

export async function deleteMailTokensExpiredBefore(executor: Executor, moment: Date): Promise<void> {
  await executor.delete(mailTokens).where(lte(mailTokens.expires_at, moment));
}
