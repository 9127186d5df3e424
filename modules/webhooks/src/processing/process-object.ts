import { backoffSeconds } from '../backoff.ts';
import type { WebhooksCore } from '../core.ts';
import { describeError } from '../describe-error.ts';
import type { PendingEvent, ProjectionOutcome } from '../projector.ts';
import { isHeld, type Lease, recordFailure, requeueObject, settleEvents } from './leases.sql.ts';

export interface Work {
  lease: Lease;
  events: readonly PendingEvent[];
  /** There are more events than these. */
  isPartial: boolean;
}

/** Another worker has the object now: this one was silent for too long. */
class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/**
 * One attempt at an object: the projection and the record of it commit together, or neither does. The fence is
 * looked at first, to do nothing in vain, and decides at the end, where the row stays locked until the commit:
 * deliveries for the object wait that long, and not for the projection.
 */
export async function processObject(core: WebhooksCore, work: Work): Promise<void> {
  const startedAt = core.clock.now();
  try {
    await project(core, work, startedAt);
  } catch (error) {
    if (error instanceof LeaseLostError) core.log.warn({ object: work.lease.objectKey }, error.message);
    else await fail(core, work, startedAt, error);
  }
}

async function project(
  core: WebhooksCore,
  { lease, events, isPartial }: Work,
  startedAt: Date,
): Promise<void> {
  const { provider, account, livemode, objectKey } = lease;
  const ignored = await core.db.transaction(async (tx) => {
    if (!(await isHeld(tx, lease))) throw leaseLost();
    const outcome =
      events.length === 0
        ? NOTHING
        : await core.projector.project(tx, { provider, account, livemode, objectKey, events });
    const settlement = {
      ...outcome,
      ...split(events, outcome.ignored),
      startedAt,
      now: core.clock.now(),
      isPartial,
    };
    const isDone = await settleEvents(tx, lease, settlement);
    if (!isDone && !(await requeueObject(tx, lease))) throw leaseLost();
    return settlement.ignored.length;
  });
  measure(core, provider, events, ignored);
}

/** The last event came between the lease and the look at the events, so the attempt before took it. */
const NOTHING: ProjectionOutcome = { ignored: [], changes: [] };

function split(events: readonly PendingEvent[], ignored: readonly string[]) {
  const byFate = Object.groupBy(events, ({ eventId }) =>
    ignored.includes(eventId) ? 'ignored' : 'processed',
  );
  const idsOf = (some: PendingEvent[] = []) => some.map(({ eventId }) => eventId);
  return { processed: idsOf(byFate.processed), ignored: idsOf(byFate.ignored) };
}

function measure(
  core: WebhooksCore,
  provider: string,
  events: readonly PendingEvent[],
  ignored: number,
): void {
  const now = core.clock.now().getTime();
  for (const { receivedAt } of events.filter(({ replayCount }) => replayCount === 0))
    core.metrics.lag.observe({ provider }, Math.max(0, now - receivedAt.getTime()) / 1000);
  core.metrics.settled.inc({ provider, status: 'processed' }, events.length - ignored);
  core.metrics.settled.inc({ provider, status: 'ignored' }, ignored);
}

async function fail(
  core: WebhooksCore,
  { lease, events }: Work,
  startedAt: Date,
  error: unknown,
): Promise<void> {
  const { maxAttempts, retryBaseSeconds: baseSeconds, retryMaxSeconds: maxSeconds } = core.settings;
  const isLast = lease.attempt >= maxAttempts;
  const { objectKey, attempt, provider } = lease;
  core.log[isLast ? 'error' : 'warn'](
    { err: error, object: objectKey, attempt },
    isLast
      ? 'Webhook events failed for the last time; the object is parked.'
      : 'Webhook events failed; they will be tried again.',
  );
  await recordFailure(core.db.orm, lease, {
    eventIds: events.map(({ eventId }) => eventId),
    startedAt,
    now: core.clock.now(),
    error: describeError(error),
    retryInSeconds: isLast
      ? undefined
      : backoffSeconds(attempt, { baseSeconds, maxSeconds, random: core.random() }),
  });
  core.metrics.failures.inc({ provider, outcome: isLast ? 'parked' : 'failed' });
}

function leaseLost(): LeaseLostError {
  return new LeaseLostError('The lease of an object was lost; what was done under it is undone.');
}
