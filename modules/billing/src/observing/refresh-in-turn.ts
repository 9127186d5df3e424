import type { Database } from '@quartet/platform/database';
import type { ObjectName, Webhooks } from '@quartet/webhooks';
import type { ProviderReads } from './provider-reads.ts';

/**
 * Has objects looked at, no faster than background work may have them read: one that finds the budget spent
 * would stay as it is.
 */
export async function refreshInTurn(
  { db, reads, webhooks }: { db: Database; reads: ProviderReads; webhooks: Pick<Webhooks, 'refresh'> },
  objects: readonly ObjectName[],
  signal?: AbortSignal,
): Promise<void> {
  const size = reads.turnsPerSecond;
  for (let start = 0; start < objects.length; start += size) {
    const next = objects.slice(start, start + size);
    await reads.waitForTurns(next.length, signal);
    await webhooks.refresh(db.orm, next);
  }
}
