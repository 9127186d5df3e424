import type { Transaction } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { and, eq, gte, isNull } from 'drizzle-orm';
import { refreshTokens } from './schema.ts';

export async function insertRefreshToken(
  tx: Transaction,
  token: { tokenHash: string; sessionId: Id<'session'>; now: Date },
): Promise<void> {
  await tx
    .insert(refreshTokens)
    .values({ token_hash: token.tokenHash, session_id: token.sessionId, created_at: token.now });
}

/** Uses a token up, unless that was done before: of any number of callers, one gets true. */
export async function useRefreshToken(
  tx: Transaction,
  tokenHash: string,
  successorSealed: Buffer,
  now: Date,
): Promise<boolean> {
  const used = await tx
    .update(refreshTokens)
    .set({ used_at: now, successor_sealed: successorSealed })
    .where(and(eq(refreshTokens.token_hash, tokenHash), isNull(refreshTokens.used_at)))
    .returning({ tokenHash: refreshTokens.token_hash });
  return used.length > 0;
}

/** The successor of a token that was used at `usedSince` or later. */
export async function findSealedSuccessor(
  tx: Transaction,
  tokenHash: string,
  usedSince: Date,
): Promise<Buffer | undefined> {
  const [token] = await tx
    .select({ sealed: refreshTokens.successor_sealed })
    .from(refreshTokens)
    .where(and(eq(refreshTokens.token_hash, tokenHash), gte(refreshTokens.used_at, usedSince)));
  return token?.sealed ?? undefined;
}
