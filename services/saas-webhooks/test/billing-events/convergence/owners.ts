import type { SimulatedEvent } from '@quartet/stripe-simulator';

/**
 * Finds whose an object is, by its id.
 *
 * @param eventsOf all events of an owner; they may become more
 * @returns what throws for an object that is nobody's
 */
export function ownersOf<Owner>(
  owners: readonly Owner[],
  eventsOf: (owner: Owner) => readonly SimulatedEvent[],
): (id: string) => Owner {
  const known = new Map<string, Owner>();
  const learn = () => {
    for (const owner of owners)
      for (const event of eventsOf(owner)) for (const id of idsOf(event)) known.set(id, owner);
  };
  return (id) => {
    if (!known.has(id)) learn();
    const owner = known.get(id);
    if (owner === undefined) throw new Error(`${id} is nobody's.`);
    return owner;
  };
}

function idsOf({ data: { object } }: SimulatedEvent): string[] {
  const own = 'id' in object ? [String(object.id)] : [];
  return 'customer' in object && object.customer ? [...own, String(object.customer)] : own;
}
