import type { Transaction } from '@quartet/platform/database';
import { newId } from '@quartet/platform/ids';
import { backoffSeconds } from '../backoff.ts';
import type { WebhooksCore } from '../core.ts';
import { describeError } from '../describe-error.ts';
import type { ObjectName, Observation, PendingEvent, ProjectionOutcome } from '../projector.ts';
import { isHeld, type Lease } from './leases.sql.ts';
import { insertObservation } from './observations.sql.ts';
import { EVENTS_PER_ATTEMPT, findPendingEvents } from './pending-events.sql.ts';
import { recordFailure, type Settlement, settleObjects } from './settlements.sql.ts';

/** One attempt at an object. */
export interface Attempt {
  lease: Lease;
  startedAt: Date;
  events: readonly PendingEvent[];
  /** There are more events than these. */
  isPartial: boolean;
  observation: Observation | undefined;
}

/** Another worker has the object now: this one was silent for too long. */
class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/**
 * One attempt at each of these objects: their projections and the record of them commit together, or not at all;
 * then each is tried by itself, so that none fails by another's fault. The fences decide at the end, where the rows
 * stay locked until the commit: deliveries for the objects wait that long, and not for the projections.
 *
 * @returns the attempts that were committed
 */
export async function processObjects(core: WebhooksCore, leases: readonly Lease[]): Promise<Attempt[]> {
  const startedAt = core.clock.now();
  const events = await findPendingEvents(core.db.orm, leases);
  const attempts = leases.map((lease) => begin(lease, startedAt, events.get(lease.id) ?? []));
  return await commitOrSplit(core, await observeAll(core, attempts));
}

function begin(lease: Lease, startedAt: Date, events: readonly PendingEvent[]): Attempt {
  const isPartial = events.length === EVENTS_PER_ATTEMPT;
  return { lease, startedAt, events, isPartial, observation: undefined };
}

/** @returns the attempts that can go on */
async function observeAll(core: WebhooksCore, attempts: Attempt[]): Promise<Attempt[]> {
  if (core.projector.observe === undefined) return attempts;
  const observed = await Promise.all(
    attempts.map(async (attempt) => {
      try {
        return { ...attempt, observation: await observe(core, attempt) };
      } catch (error) {
        await endFailed(core, attempt, error);
        return undefined;
      }
    }),
  );
  return observed.filter((attempt) => attempt !== undefined);
}

/** Nobody is asked about an object that another worker has by now, after a wait for a lane. */
async function observe(
  { db, projector }: WebhooksCore,
  { lease, events }: Attempt,
): Promise<Observation | undefined> {
  if (!(await isHeld(db.orm, lease))) throw leaseLost();
  return await projector.observe?.({ ...nameOf(lease), events });
}

async function commitOrSplit(core: WebhooksCore, attempts: Attempt[]): Promise<Attempt[]> {
  const [first] = attempts;
  if (first === undefined) return [];
  try {
    await commit(core, attempts);
    return attempts;
  } catch (error) {
    if (attempts.length === 1) {
      await endFailed(core, first, error);
      return [];
    }
  }
  const committed: Attempt[] = [];
  for (const attempt of attempts) committed.push(...(await commitOrSplit(core, [attempt])));
  return committed;
}

async function commit(core: WebhooksCore, attempts: readonly Attempt[]): Promise<void> {
  const settlements = await core.db.transaction(async (tx) => {
    const settlements: Settlement[] = [];
    for (const attempt of attempts) settlements.push(await project(core, tx, attempt));
    if ((await settleObjects(tx, settlements, core.clock.now())) < attempts.length) throw leaseLost();
    return settlements;
  });
  for (const [index, { lease, events }] of attempts.entries())
    measure(core, lease.provider, events, settlements[index]?.ignored.length ?? 0);
}

async function project(core: WebhooksCore, tx: Transaction, attempt: Attempt): Promise<Settlement> {
  const { lease, events, observation, startedAt, isPartial } = attempt;
  const object = nameOf(lease);
  const outcome = await core.projector.project(tx, { ...object, events, observation });
  return {
    lease,
    eventIds: events.map(({ eventId }) => eventId),
    ignored: outcome.ignored,
    replayCounts: Object.fromEntries(
      events
        .filter(({ replayCount }) => replayCount > 0)
        .map(({ eventId, replayCount }) => [eventId, replayCount]),
    ),
    observationId: await logObservation(core, tx, object, observation, outcome),
    changes: outcome.changes,
    startedAt,
    isPartial,
  };
}

function nameOf({ provider, account, livemode, objectKey }: Lease): ObjectName {
  return { provider, account, livemode, objectKey };
}

/** @returns its id, if the projector took it into account */
async function logObservation(
  { clock }: WebhooksCore,
  tx: Transaction,
  object: ObjectName,
  observation: Observation | undefined,
  { observedAsOf: asOf }: ProjectionOutcome,
): Promise<string | undefined> {
  if (observation === undefined || asOf === undefined) return undefined;
  const id = newId('observation');
  await insertObservation(tx, object, { ...observation, id, asOf, now: clock.now() });
  return id;
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

async function endFailed(core: WebhooksCore, attempt: Attempt, error: unknown): Promise<void> {
  if (error instanceof LeaseLostError) core.log.warn({ object: attempt.lease.objectKey }, error.message);
  else await fail(core, attempt, error);
}

async function fail(
  core: WebhooksCore,
  { lease, events, startedAt }: Attempt,
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
