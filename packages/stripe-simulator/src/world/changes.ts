import { isDeepStrictEqual } from 'node:util';

/**
 * What an update event carries as `previous_attributes`: the earlier values of what changed, by field, and
 * for hashes only the keys that changed (https://docs.stripe.com/api/events/object). Undefined when nothing
 * changed.
 */
export function previousAttributes(before: object, after: object): Record<string, unknown> | undefined {
  const earlier = new Map(Object.entries(before));
  const later = new Map(Object.entries(after));
  const changed = new Set([...earlier.keys(), ...later.keys()]);
  const previous: Record<string, unknown> = {};
  for (const key of changed) {
    const was = earlier.get(key) ?? null;
    const is = later.get(key) ?? null;
    if (isDeepStrictEqual(was, is)) continue;
    previous[key] = isHash(was) && isHash(is) ? previousAttributes(was, is) : was;
  }
  return Object.keys(previous).length > 0 ? previous : undefined;
}

function isHash(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
