import type { Database } from '@quartet/platform/database';
import type { Webhooks } from '@quartet/webhooks';
import type { BillingGateway } from '../gateway/index.ts';
import type { ProviderReads } from './provider-reads.ts';
import { findProvisional, type ProvisionalRow } from './provisional.sql.ts';
import { refreshInTurn } from './refresh-in-turn.ts';

export interface HealingDependencies {
  db: Database;
  gateway: Pick<BillingGateway, 'livemode'>;
  reads: ProviderReads;
  webhooks: Pick<Webhooks, 'refresh'>;
}

/** Seconds of work of one round: rounds come every minute. */
const ROUND_SECONDS = 50;

/**
 * Makes a round of what has provisional rows of the key's mode looked at, the oldest first, as many as the budget allows. Each
 * round goes on behind the last one, and after the newest row from the oldest again, so that rows that cannot be
 * healed keep nobody waiting. While the provider is away a round has one object looked at, to find out.
 */
export function createHealing(healing: HealingDependencies): (signal?: AbortSignal) => Promise<void> {
  const { db, reads } = healing;
  const { livemode } = healing.gateway;
  let behind: ProvisionalRow | undefined;
  return async (signal) => {
    const count = reads.isProviderThere() ? reads.turnsPerSecond * ROUND_SECONDS : 1;
    let rows = await findProvisional(db.orm, { livemode, behind, count });
    if (rows.length === 0) rows = await findProvisional(db.orm, { livemode, behind: undefined, count });
    behind = rows.at(-1);
    const objects = rows.map(({ object_key: objectKey }) => ({
      provider: 'stripe',
      account: '',
      livemode,
      objectKey,
    }));
    await refreshInTurn(healing, objects, signal);
  };
}
