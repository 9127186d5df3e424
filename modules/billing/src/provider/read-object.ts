import { z } from 'zod';

/** What is known of an object beside itself. */
export interface ObjectContext {
  /** Of the event that carries it; nothing for an object that was asked for. */
  eventType?: string;
  /** When it was as it is here, by the provider's clock. */
  at: Date;
}

/** An object that cannot be understood. It names the object and the fields, and never what stands in them. */
export class ProviderObjectError extends Error {
  override readonly name = 'ProviderObjectError';
}

/**
 * Reads what we know of in an object; everything else in it may be of any shape.
 *
 * @throws ProviderObjectError
 */
export function readObject<Schema extends z.ZodType>(
  kind: string,
  schema: Schema,
  object: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(object);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'object'}: ${message}`,
  );
  throw new ProviderObjectError(`The ${kind} ${idOf(object)} cannot be read (${problems.join('; ')}).`);
}

const withId = z.object({ id: z.string().max(200) });

function idOf(object: unknown): string {
  const parsed = withId.safeParse(object);
  return parsed.success ? parsed.data.id : 'without an id';
}
