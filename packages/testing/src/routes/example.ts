import { pathOf, type Route } from '@quartet/platform/contract';
import fc from 'fast-check';
import { z } from 'zod';

/** Values for the parameters of a path, by name, as they go over the wire. */
export type PathParams = Readonly<Record<string, string>>;

/** A path of this route that the contract takes; parameters that are not given are made up. */
export function examplePath(route: Route, given: PathParams = {}): string {
  return pathOf(route).replace(
    /:(\w+)/g,
    (_all, name: string) => given[name] ?? encodeURIComponent(exampleParam(route, name)),
  );
}

/** The names of the fields of a route's body. */
export function bodyFields(route: Route): string[] {
  return Object.keys(schemaOf(route.body).properties ?? {});
}

/** A body that the contract takes, or nearly: rules that a JSON Schema cannot say are not known here. */
export function exampleBody(route: Route): Record<string, unknown> {
  const { properties = {} } = schemaOf(route.body);
  return Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, exampleOf(field)]));
}

function exampleParam(route: Route, name: string): string {
  return String(exampleOf(schemaOf(route.params?.shape[name])));
}

function exampleOf(field: z.core.JSONSchema._JSONSchema): unknown {
  if (typeof field === 'boolean') return null;
  if (field.default !== undefined) return field.default;
  if (field.enum !== undefined) return field.enum[0];
  if (field.format === 'email') return fc.sample(fc.uuid(), 1).map((id) => `${id}@example.com`)[0];
  if (field.pattern !== undefined) return fc.sample(fc.stringMatching(new RegExp(field.pattern)), 1)[0];
  return 'an example of a text';
}

function schemaOf(schema: z.core.$ZodType | undefined): z.core.JSONSchema.JSONSchema {
  return schema === undefined ? {} : z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
