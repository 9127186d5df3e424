import type { AcceptedEvent, InsertEvents } from './intake.sql.ts';

export type Acceptance = 'accepted' | 'duplicate';

/** Commits events; of those with one key the first is accepted, if the key is new, and the others are duplicates. */
export async function acceptEvents(
  insertEvents: InsertEvents,
  events: AcceptedEvent[],
): Promise<Acceptance[]> {
  const firstOfKey = new Map(events.toReversed().map((event) => [keyOf(event), event]));
  const fresh = await insertEvents([...firstOfKey.values()]);
  return events.map((event) => (fresh.has(event) ? 'accepted' : 'duplicate'));
}

function keyOf({ provider, account, livemode, eventId }: AcceptedEvent): string {
  return JSON.stringify([provider, account, livemode, eventId]);
}
