import type { Kind, State } from './kind.ts';
import { byNewness, greatest, type Newness, newestAt, newnessOf } from './newest.ts';
import { orderSecond } from './newest-in-second.ts';
import type { StoredRow } from './rows.sql.ts';
import type { Snapshot } from './snapshot.ts';

/** A state to be written, and how far it can be relied on. */
export interface Advance {
  state: State;
  asOf: Date;
  isProvisional: boolean;
}

/**
 * Where events bring an object, without a look at the object itself. The log is read only where the events do
 * not decide it by themselves: one that is as old as the row, or older, may change how the row's second is
 * ordered, and steps that end where they began need the state before them.
 *
 * @param readLog what the log says of a second, and of the one before in which it says anything
 * @returns nothing where there is neither an event nor anything in the log that the row comes from
 */
export async function advance(
  events: readonly Snapshot[],
  row: Newness | undefined,
  readLog: (second: Date) => Promise<Snapshot[]>,
): Promise<Advance | undefined> {
  const top = greatest(events);
  if (top === undefined) return undefined;
  const isAhead = row === undefined || byNewness(newnessOf(top), row) > 0;
  const second = isAhead ? top.at : row.at;
  const own = events.filter(({ at }) => at.getTime() === second.getTime());
  const isDecided = isAhead && !orderSecond(own).isRoundTrip;
  const found = newestAt(second, isDecided ? own : await readLog(second));
  // What the row comes from may have left the log, which is kept for a limited time.
  if (found === undefined || (row !== undefined && byNewness(newnessOf(found), row) < 0)) return undefined;
  return { state: found.state, asOf: found.at, isProvisional: found.source === 'event' };
}

/** How new a stored row is. */
export function newnessOfRow(kind: Kind, row: StoredRow): Newness {
  return { isTerminal: kind.isTerminal(row), at: new Date(String(row['as_of'])) };
}
