import type { Executor, Transaction } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { and, eq, lte } from 'drizzle-orm';
import { type Identity, identities, type OAuthFlow, oauthFlows } from './schema.ts';

export async function insertFlow(executor: Executor, flow: OAuthFlow): Promise<void> {
  await executor.insert(oauthFlows).values(flow);
}

/** Takes a flow out in one statement: of any number of callbacks with one state, one gets it. */
export async function takeFlow(executor: Executor, stateHash: string): Promise<OAuthFlow | undefined> {
  const [flow] = await executor.delete(oauthFlows).where(eq(oauthFlows.state_hash, stateHash)).returning();
  return flow;
}

export async function deleteFlowsExpiredAt(executor: Executor, now: Date): Promise<void> {
  await executor.delete(oauthFlows).where(lte(oauthFlows.expires_at, now));
}

export async function findUserIdByIdentity(
  tx: Transaction,
  { issuer, subject }: Pick<Identity, 'issuer' | 'subject'>,
): Promise<Id<'user'> | undefined> {
  const [identity] = await tx
    .select({ user_id: identities.user_id })
    .from(identities)
    .where(and(eq(identities.issuer, issuer), eq(identities.subject, subject)));
  return identity?.user_id;
}

export async function insertIdentity(tx: Transaction, identity: Identity): Promise<void> {
  await tx.insert(identities).values(identity);
}
