/**
 * The object as it was before an event, from its `previous_attributes`: earlier values of the fields that
 * changed; of hashes the fields within, of lists the whole (https://docs.stripe.com/api/events/object).
 */
export function previousObject(object: unknown, previousAttributes: unknown): unknown {
  if (!isHash(object) || !isHash(previousAttributes)) return previousAttributes;
  const before: Record<string, unknown> = { ...object };
  for (const [field, earlier] of Object.entries(previousAttributes))
    before[field] = previousObject(object[field], earlier);
  return before;
}

export function isHash(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
