import type { State } from './kind.ts';
import type { Snapshot } from './snapshot.ts';

/** Snapshots of one object in one second, of which its clock does not say in what order they came. */
export interface Second {
  /**
   * The last of them. It is the same for any order in which they are given, but for observations: what arrived
   * before an observation was made is no newer than it.
   *
   * @param predecessor the state before this second, if it is known
   */
  newest(predecessor: State | undefined): Snapshot | undefined;
  /** They end in the state in which they began, so that the state before them is what decides. */
  isRoundTrip: boolean;
}

/** A state, and the changes into it and out of it that events tell of. */
interface Place {
  entered: number;
  left: number;
}

/**
 * Orders a second by what events say of the state before them. Each such event is a step from one state to
 * another; a walk over all of these steps ends where more steps arrive than leave, or, if there is no such
 * state, where it began. What steps leave open is decided by {@link byRank}.
 *
 * @param snapshots in the order of arrival
 */
export function orderSecond(snapshots: readonly Snapshot[]): Second {
  const places = placesOf(snapshots);
  const placeOf = ({ state }: Snapshot) => places.get(state.key) ?? NOWHERE;
  const isEnd = [...places.values()].some(({ entered, left }) => entered > left);
  const origin = snapshots.find(({ type }) => type.endsWith('.created'))?.state;
  const hasSteps = [...places.values()].some(({ left }) => left > 0);
  return {
    isRoundTrip: hasSteps && !isEnd && origin === undefined,
    newest(predecessor) {
      const lastLook = snapshots.findLastIndex(({ source }) => source === 'observation');
      const arrivedSince = snapshots.slice(Math.max(0, lastLook));
      const isOver = arrivedSince.some(({ state }) => state.isTerminal);
      const candidates = arrivedSince.filter(({ state }) => state.isTerminal === isOver);
      const look = candidates.find(({ source }) => source === 'observation');
      if (look !== undefined && placeOf(look).left === 0) return look;
      const start = (origin ?? predecessor)?.key;
      const hasStart = candidates.some(({ state }) => state.key === start);
      const isPossible = (candidate: Snapshot) => {
        const { entered, left } = placeOf(candidate);
        if (entered === 0 && left === 0) return true;
        return isEnd ? entered > left : !hasStart || candidate.state.key === start;
      };
      const possible = candidates.filter(isPossible);
      return (possible.length > 0 ? possible : candidates).toSorted(byRank).at(-1);
    },
  };
}

const NOWHERE: Place = { entered: 0, left: 0 };

/**
 * Several types of events may tell of one and the same change, so a step counts as often as the type that tells
 * of it most often.
 */
function placesOf(snapshots: readonly Snapshot[]): Map<string, Place> {
  const places = new Map<string, Place>();
  if (snapshots.length === 1) return places;
  const placeAt = (key: string) => {
    const place = places.get(key) ?? { entered: 0, left: 0 };
    places.set(key, place);
    return place;
  };
  const steps = snapshots.flatMap(({ type, state, before }) => {
    const from = before()?.key;
    return from === undefined || from === state.key ? [] : [{ type, from, to: state.key }];
  });
  for (const same of Map.groupBy(steps, ({ from, to }) => `${from} ${to}`).values()) {
    const [step] = same;
    if (step === undefined) continue;
    const times = Math.max(
      ...[...Map.groupBy(same, ({ type }) => type).values()].map(({ length }) => length),
    );
    placeAt(step.from).left += times;
    placeAt(step.to).entered += times;
  }
  return places;
}

/** Where nothing else is known: what begins, what goes on, what ends; then how far it is; then a fixed order. */
function byRank(one: Snapshot, other: Snapshot): number {
  const numbersOf = ({ type, state, source }: Snapshot) => [
    rankOf(type),
    ...state.progress,
    source === 'observation' ? 1 : 0,
  ];
  const others = numbersOf(other);
  const difference = numbersOf(one)
    .map((number, index) => number - (others[index] ?? 0))
    .find((found) => found !== 0);
  return difference ?? (one.id < other.id ? -1 : 1);
}

function rankOf(type: string): number {
  if (type.endsWith('.created')) return 0;
  return type.endsWith('.deleted') ? 2 : 1;
}
