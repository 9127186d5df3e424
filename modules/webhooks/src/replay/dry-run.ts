import { isDeepStrictEqual } from 'node:util';
import { type Database, isDatabaseUnavailable, type Transaction } from '@quartet/platform/database';
import type { WebhooksCore } from '../core.ts';
import type { EventFilter } from '../event-filter.ts';
import { EVENTS_PER_ATTEMPT } from '../processing/pending-events.sql.ts';
import type { Change, ObjectName, Projector } from '../projector.ts';
import { findReplayedEvents, findReplayedObjects, type PartEnd } from './dry-run.sql.ts';

/** Objects of one dry run. */
const MAX_OBJECTS = 1_000;
/** Differences that are shown; the others are counted by their objects. */
const MAX_DIFFERENCES = 100;

export interface DryRun {
  examinedObjects: number;
  /** There were no more objects than these. */
  isComplete: boolean;
  differingObjects: number;
  /** Those whose events the projector refuses. */
  failingObjects: number;
  differences: Change[];
}

/**
 * What a replay would change: each object's events are projected in a transaction that is undone. No object is
 * looked at at its provider, so the events alone speak, and one object at a time is in memory.
 */
export async function dryRun({ db, projector, log }: WebhooksCore, filter: EventFilter): Promise<DryRun> {
  const objects = await findReplayedObjects(db.orm, filter, MAX_OBJECTS + 1);
  const examined = objects.slice(0, MAX_OBJECTS);
  const result = { differingObjects: 0, failingObjects: 0, differences: [] as Change[] };
  for (const object of examined) {
    try {
      const changes = await undone(db, (tx) => changesOf(tx, projector, object, filter));
      if (changes.length > 0) result.differingObjects += 1;
      result.differences.push(...changes.slice(0, MAX_DIFFERENCES - result.differences.length));
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      log.info({ err: error, object: object.objectKey }, 'In a dry run the events of an object failed.');
      result.failingObjects += 1;
    }
  }
  return { examinedObjects: examined.length, isComplete: objects.length <= MAX_OBJECTS, ...result };
}

/** The first and the last state of each subject, over as many attempts as a replay would take. */
async function changesOf(
  tx: Transaction,
  projector: Projector,
  object: ObjectName,
  filter: EventFilter,
): Promise<Change[]> {
  const bySubject = new Map<string, Change>();
  let after: PartEnd | undefined;
  do {
    const { events, end } = await findReplayedEvents(tx, object, {
      filter,
      after,
      limit: EVENTS_PER_ATTEMPT,
    });
    if (events.length === 0) break;
    const { changes } = await projector.project(tx, { ...object, events, observation: undefined });
    for (const { subject, before, after: state } of changes)
      bySubject.set(subject, {
        subject,
        before: bySubject.has(subject) ? (bySubject.get(subject)?.before ?? null) : before,
        after: state,
      });
    after = events.length < EVENTS_PER_ATTEMPT ? undefined : end;
  } while (after !== undefined);
  return [...bySubject.values()].filter((change) => !isDeepStrictEqual(change.before, change.after));
}

/** Thrown to undo a transaction whose work is done. */
class Undone extends Error {}

/** Runs work whose writes are all undone, and answers what it answered. */
async function undone<Result>(db: Database, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  const results: Result[] = [];
  try {
    return await db.transaction(async (tx) => {
      results.push(await work(tx));
      throw new Undone('The work is done.');
    });
  } catch (error) {
    const [result] = results;
    if (error instanceof Undone && result !== undefined) return result;
    throw error;
  }
}
