import { findNews } from '@quartet/webhooks';
import type { ProviderObject } from '../gateway/index.ts';
import { refreshInTurn } from '../observing/refresh-in-turn.ts';
import type { Rows } from '../projection/kind.ts';
import { subscriptionKind } from '../projection/kinds/subscription.ts';
import { ProviderObjectError } from '../provider/read-object.ts';
import { classifyObject } from './classify.ts';
import { compareSubscriptions, type DifferingRow } from './compare-subscriptions.sql.ts';
import { accountOf, type ReconciliationCore } from './core.ts';
import { findObjectsWithMissedEvents, insertDrift } from './drift.sql.ts';
import { type Drift, LATE_SECONDS } from './drift.ts';
import type { Claim, Progress } from './reconciliations.sql.ts';

/** Compares one page of the provider's subscriptions with the projection, and has those that differ looked at. */
export async function reconcileSubscriptions(
  core: ReconciliationCore,
  claim: Claim,
  signal: AbortSignal | undefined,
): Promise<Progress> {
  const { cursor } = claim;
  const { subscriptions, hasMore } = await core.reads.inTurn(
    () => core.gateway.listSubscriptions(cursor === undefined ? {} : { startingAfter: cursor }),
    signal,
  );
  const at = core.clock.now();
  const rows = subscriptions.flatMap((object) => readRows(core, object, at));
  const drift = await classifyAll(core, claim, await compareSubscriptions(core.db.orm, rows));
  await insertDrift(core.db.orm, { reconciliationId: claim.id, drift, now: at });
  const objects = drift.map(({ objectKey }) => ({ ...accountOf(core), objectKey }));
  if (!claim.isDryRun) await refreshInTurn(core, objects, signal);
  const last = subscriptions.at(-1)?.id;
  return {
    phase: 'subscriptions',
    cursor: hasMore && typeof last === 'string' ? last : undefined,
    eventsSeen: 0,
    subscriptionsCompared: subscriptions.length,
  };
}

/** One that cannot be understood keeps nobody from comparing the others. */
function readRows({ log, settings }: ReconciliationCore, object: ProviderObject, at: Date): Rows[] {
  try {
    return [subscriptionKind.read(object, { at }, settings)];
  } catch (error) {
    if (!(error instanceof ProviderObjectError)) throw error;
    log.warn({ err: error }, 'A subscription of the provider could not be compared.');
    return [];
  }
}

async function classifyAll(
  core: ReconciliationCore,
  { id: reconciliationId }: Claim,
  differing: readonly DifferingRow[],
): Promise<Drift[]> {
  if (differing.length === 0) return [];
  const { db, clock } = core;
  const objectKeys = differing.map(objectKeyOf);
  const news = await findNews(db.orm, { ...accountOf(core), objectKeys, lateSeconds: LATE_SECONDS });
  const missed = await findObjectsWithMissedEvents(db.orm, { reconciliationId, objectKeys });
  return differing.flatMap((row) => {
    const objectKey = objectKeyOf(row);
    const hasMissedEvents = missed.has(objectKey);
    const evidence = { news: news.get(objectKey), hasMissedEvents, isProvisional: row.is_provisional };
    const driftClass = classifyObject(evidence, clock.now());
    const { differences } = row;
    return driftClass === undefined ? [] : [{ objectKey, class: driftClass, eventId: null, differences }];
  });
}

function objectKeyOf({ id }: DifferingRow): string {
  return `${subscriptionKind.name}:${id}`;
}
