import type { Route } from '@quartet/platform/contract';
import fc from 'fast-check';
import { z } from 'zod';
import { hostileBytes, hostileContentTypes, hostileJson } from '../routes/hostile-values.ts';
import { known } from './known-values.ts';
import { mostly } from './mostly.ts';

export interface GeneratedBody {
  body?: string | Uint8Array;
  contentType: Readonly<Record<string, string>>;
}

/** Beyond it the answer is a question of who hangs up first. */
const MAX_LENGTH = 100_000;

const json = { 'content-type': 'application/json' };
const oddBytes = Object.values(hostileBytes).filter(({ length }) => length < MAX_LENGTH);
const oddJson = Object.values(hostileJson).filter(({ length }) => length < MAX_LENGTH);

/** A body of a route: as the contract has it, with wrong, missing or unknown fields, or none that can be read. */
export function generatedBody(route: Route): fc.Arbitrary<GeneratedBody> {
  const unreadable = fc.constantFrom(...oddBytes, ...oddJson);
  const body =
    route.body === undefined ? mostly(fc.constant(undefined), unreadable) : generatedFields(route.body);
  const contentType = mostly(
    fc.constant(json),
    fc.constantFrom({}, ...hostileContentTypes.map((type) => ({ 'content-type': type }))),
  );
  return fc
    .tuple(mostly(body, unreadable), contentType)
    .map(([text, type]) => (text === undefined ? { contentType: {} } : { body: text, contentType: type }));
}

function generatedFields(schema: z.core.$ZodType): fc.Arbitrary<string> {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const fields = Object.entries(properties).map(([name, field]) =>
    mostly(
      required.includes(name)
        ? fieldValue(name, field)
        : fc.option(fieldValue(name, field), { nil: undefined }),
      fc.option(fc.constantFrom(...oddJson), { nil: undefined }),
    ).map((value) => (value === undefined ? [] : [`${JSON.stringify(name)}:${value}`])),
  );
  const unknown = mostly(fc.constant([]), fc.constant(['"is_admin":true']));
  return fc.tuple(...fields, unknown).map((members) => `{${members.flat().join(',')}}`);
}

/** A field's value as JSON text: one that means something where there is one, else any of its type. */
function fieldValue(name: string, field: z.core.JSONSchema._JSONSchema): fc.Arbitrary<string> {
  const meaningful = known.fields[name];
  if (meaningful !== undefined) return fc.constantFrom(...meaningful).map((value) => JSON.stringify(value));
  const choices = typeof field === 'object' ? field.enum : undefined;
  if (choices !== undefined) return fc.constantFrom(...choices).map((value) => JSON.stringify(value));
  return fc.oneof(fc.string({ minLength: 1 }), fc.lorem()).map((value) => JSON.stringify(value));
}
