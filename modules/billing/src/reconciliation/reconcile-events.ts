import { findArrivals } from '@quartet/webhooks';
import { classifyEvent } from './classify.ts';
import { accountOf, type ReconciliationCore } from './core.ts';
import { insertDrift } from './drift.sql.ts';
import { type Drift, SETTLING_SECONDS } from './drift.ts';
import { type ListedEvent, projectedEvents } from './listed-event.ts';
import type { Claim, Progress } from './reconciliations.sql.ts';
import { takeRequests } from './requests.ts';

/**
 * Compares one page of the provider's events, the newest first, with the log, and takes into the log those that
 * have never come. What is found is recorded before anything is done about it, since it cannot be found again.
 */
export async function reconcileEvents(
  core: ReconciliationCore,
  claim: Claim,
  signal: AbortSignal,
): Promise<Omit<Progress, 'phase'>> {
  const { since: createdFrom, cursor } = claim;
  await takeRequests(core, claim, 1);
  const { events, hasMore } = await core.reads.inTurn(
    () => core.gateway.listEvents({ createdFrom, ...(cursor !== undefined && { startingAfter: cursor }) }),
    signal,
  );
  const now = core.clock.now();
  const ours = projectedEvents(events, now).filter((event) => isOurs(core, event) && isSettled(event, now));
  const drift = await compareWithLog(core, ours, now);
  await insertDrift(core.db.orm, { reconciliationId: claim.id, drift: [...drift.values()], now });
  const missed = ours.filter(({ eventId }) => drift.get(eventId)?.class === 'missed');
  if (!claim.isDryRun && missed.length > 0)
    await core.webhooks.accept({ provider: 'stripe', payloads: missed.map(({ payload }) => payload) });
  const last = events.at(-1)?.id;
  return {
    cursor: hasMore && typeof last === 'string' ? last : undefined,
    eventsSeen: events.length,
    objectsCompared: 0,
  };
}

function isOurs(core: ReconciliationCore, event: ListedEvent): boolean {
  const { account, livemode } = accountOf(core);
  return event.account === account && event.livemode === livemode;
}

/** What happened just now may be on its way. The time of a test clock may be far ahead. */
function isSettled({ createdAt }: ListedEvent, now: Date): boolean {
  return Math.abs(now.getTime() - createdAt.getTime()) > SETTLING_SECONDS * 1000;
}

/** What differs, by the id of its event. */
async function compareWithLog(
  core: ReconciliationCore,
  events: readonly ListedEvent[],
  now: Date,
): Promise<Map<string, Drift>> {
  const eventIds = events.map(({ eventId }) => eventId);
  const arrivals = await findArrivals(core.db.orm, { ...accountOf(core), eventIds });
  const arrivalOf = new Map(arrivals.map((arrival) => [arrival.eventId, arrival]));
  const drift = events.flatMap((event): [string, Drift][] => {
    const { eventId, objectKey } = event;
    const driftClass = classifyEvent(event, arrivalOf.get(eventId), now);
    return driftClass === undefined
      ? []
      : [[eventId, { objectKey, class: driftClass, eventId, differences: null }]];
  });
  return new Map(drift);
}
