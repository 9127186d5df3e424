import { resourceMissing } from './api-error.ts';

/** All objects of one kind, oldest first. Objects are never changed in place: events keep them as they were. */
export interface Collection<T extends { id: string }> {
  /** What Stripe calls the kind in messages, such as `customer`. */
  name: string;
  insert(object: T): T;
  replace(object: T): void;
  remove(id: string): void;
  find(id: string): T | undefined;
  /** The object. Throws `resource_missing` about `param` for an unknown id. */
  get(id: string, param?: string): T;
  /** Newest first, as lists of the API are. */
  list(): T[];
  /** Those of one owner (a customer, an invoice …), newest first. */
  of(owner: string): T[];
}

/** `ownerOf` names the id by which objects are looked up together. */
export function createCollection<T extends { id: string }>(
  name: string,
  ownerOf: (object: T) => unknown = () => undefined,
): Collection<T> {
  const objects = new Map<string, T>();
  const owned = new Map<unknown, Set<string>>();
  const disown = (object: T | undefined) => object && owned.get(ownerOf(object))?.delete(object.id);

  const put = (object: T): T => {
    const before = objects.get(object.id);
    const owner = ownerOf(object);
    if (before && ownerOf(before) !== owner) disown(before);
    objects.set(object.id, object);
    if (owner) owned.set(owner, (owned.get(owner) ?? new Set()).add(object.id));
    return object;
  };

  return {
    name,
    insert: put,
    replace: put,
    remove(id) {
      disown(objects.get(id));
      objects.delete(id);
    },
    find: (id) => objects.get(id),
    get(id, param = 'id') {
      const object = objects.get(id);
      if (!object) throw resourceMissing(name, id, param);
      return object;
    },
    list: () => [...objects.values()].reverse(),
    of: (owner) => [...(owned.get(owner) ?? [])].flatMap((id) => objects.get(id) ?? []).reverse(),
  };
}
