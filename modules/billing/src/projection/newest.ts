import type { State } from './kind.ts';
import { orderSecond } from './newest-in-second.ts';
import type { Snapshot } from './snapshot.ts';

/** How new something is: what is terminal is newer than what is not, then the seconds count. */
export interface Newness {
  isTerminal: boolean;
  at: Date;
}

export function newnessOf({ state, at }: Snapshot): Newness {
  return { isTerminal: state.isTerminal, at };
}

export function byNewness(one: Newness, other: Newness): number {
  return Number(one.isTerminal) - Number(other.isTerminal) || one.at.getTime() - other.at.getTime();
}

/**
 * The newest snapshot that the whole log of an object holds: a function of the set of its events. An observation
 * is newer than all that arrived before it.
 *
 * @param snapshots in the order of arrival
 */
export function newest(snapshots: readonly Snapshot[]): Snapshot | undefined {
  const lastLook = snapshots.findLastIndex(({ source }) => source === 'observation');
  const top = greatest(snapshots.slice(Math.max(0, lastLook)));
  return top === undefined ? undefined : newestAt(top.at, snapshots);
}

/** The snapshot of the greatest {@link Newness}; of equal ones, any. */
export function greatest(snapshots: readonly Snapshot[]): Snapshot | undefined {
  return snapshots.reduce<Snapshot | undefined>(
    (best, each) => (best === undefined || byNewness(newnessOf(best), newnessOf(each)) < 0 ? each : best),
    undefined,
  );
}

/**
 * The newest snapshot of a second.
 *
 * @param snapshots of this second and of the one before in which there are any, in the order of arrival
 */
export function newestAt(second: Date, snapshots: readonly Snapshot[]): Snapshot | undefined {
  const inSecond = snapshots.filter(({ at }) => at.getTime() === second.getTime());
  const order = orderSecond(inSecond);
  return order.newest(order.isRoundTrip ? stateBefore(second, snapshots) : undefined);
}

function stateBefore(second: Date, snapshots: readonly Snapshot[]): State | undefined {
  const before = snapshots.filter(({ at }) => at < second);
  const last = before.reduce((latest, { at }) => Math.max(latest, at.getTime()), 0);
  return orderSecond(before.filter(({ at }) => at.getTime() === last)).newest(undefined)?.state;
}
