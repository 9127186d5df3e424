import type { Route } from '@quartet/platform/contract';
import build, { type AnySchema } from 'fast-json-stringify';
import { z } from 'zod';

/**
 * Compiles the writer of a route's answer. Only what the contract declares is written, so a column that is
 * added to a table does not leak by itself.
 */
export function serializerFor(route: Route): (answer: unknown) => string {
  if (route.answer === undefined) return () => '';
  const schema = z.toJSONSchema(route.answer, {
    io: 'output',
    unrepresentable: 'any',
    override: flattenNullable,
  });
  return build(schema as AnySchema);
}

/** `anyOf [X, null]` would be validated branch by branch on each write; `nullable` is written straight. */
function flattenNullable({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const [inner, none] = jsonSchema.anyOf ?? [];
  if (jsonSchema.anyOf?.length !== 2 || typeof inner !== 'object' || typeof none !== 'object') return;
  if (none.type !== 'null') return;
  delete jsonSchema.anyOf;
  Object.assign(jsonSchema, inner, { nullable: true });
}
