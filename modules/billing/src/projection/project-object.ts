import type { Clock } from '@quartet/platform/clock';
import type { Transaction } from '@quartet/platform/database';
import {
  type Effects,
  findLogEntries,
  type ObjectName,
  type Projection,
  type ProjectionOutcome,
} from '@quartet/webhooks';
import { type Advance, advance, newnessOfRow } from './advance.ts';
import { changesOf } from './changes.ts';
import { effectsOf } from './effects.ts';
import { isHash } from './previous-object.ts';
import { idOf, type ProjectedKind } from './projected-kinds.ts';
import type { ProjectedRows, StoredRows } from './rows.sql.ts';
import { GONE, NOTHING_THERE, type Snapshot, wholeSecond } from './snapshot.ts';

export interface ProjectionDependencies {
  clock: Clock;
  effects: Effects;
}

/**
 * Brings one object's rows to where its events, or a look at it, say, and plans what follows from them.
 *
 * @throws ProviderObjectError
 */
export async function projectObject(
  { clock, effects }: ProjectionDependencies,
  { kind, reader, rows }: ProjectedKind,
  tx: Transaction,
  projection: Projection,
): Promise<ProjectionOutcome> {
  const { events } = projection;
  const snapshots = events.filter(reader.handles).map(reader.ofEvent);
  const ignored = events.filter((event) => !reader.handles(event)).map(({ eventId }) => eventId);
  if (snapshots.length === 0 && projection.observation === undefined) return { ignored, changes: [] };

  const before = await rows.find(tx, idOf(projection));
  const observation = isTold(kind, projection, before) ? projection.observation : undefined;
  const observed =
    observation && reader.ofObservation(observation, observedAsOf(observation.payload, snapshots, before));
  const next: Advance | undefined = observed
    ? { state: observed.state, asOf: observed.at, isProvisional: false }
    : await advance(snapshots, before && newnessOfRow(kind, before.row), async (second) =>
        reader.ofLog(await findLogEntries(tx, projection, { createdAt: second })),
      );
  const after = await write(tx, rows, next, projection);
  const told = observed ? [...snapshots, observed] : snapshots;
  await effects.plan(tx, effectsOf(told, { current: next?.state, now: clock.now() }));
  return {
    ignored,
    changes: next === undefined ? [] : changesOf(projection.objectKey, before, after),
    ...(observed && { observedAsOf: observed.at }),
  };
}

/**
 * Whether an observation says anything new. That nothing is there is left out while events tell of the object, so
 * that they are heard, and of what was deleted by an event, which says more.
 */
function isTold(
  kind: ProjectedKind['kind'],
  { events, observation }: Projection,
  before: StoredRows | undefined,
): boolean {
  if (observation?.payload !== NOTHING_THERE) return true;
  return events.length === 0 && before !== undefined && !kind.isDeleted(before.row);
}

async function write(
  tx: Transaction,
  rows: ProjectedRows,
  next: Advance | undefined,
  object: ObjectName,
): Promise<StoredRows | undefined> {
  if (next === undefined) return undefined;
  if (next.state !== GONE) return await rows.put(tx, next.state, { ...next, livemode: object.livemode });
  await rows.remove(tx, idOf(object));
  return undefined;
}

/**
 * Up to when an observation tells, by the provider's clock, which may be a test clock's: it is at least as new as
 * everything that was known when it was made.
 */
function observedAsOf(
  payload: unknown,
  snapshots: readonly Snapshot[],
  before: StoredRows | undefined,
): Date {
  const known = snapshots.map(({ at }) => at.getTime());
  if (before !== undefined) known.push(new Date(String(before.row['as_of'])).getTime());
  if (known.length > 0) return wholeSecond(new Date(Math.max(...known)));
  return isHash(payload) && typeof payload['created'] === 'number'
    ? new Date(payload['created'] * 1000)
    : new Date(0);
}
