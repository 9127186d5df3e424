import { z } from 'zod';

const moduleName = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and hyphens');

const environmentName = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'capital letters, digits and underscores');

const configKey = z.strictObject({
  env: environmentName,
  type: z
    .enum(['string', 'integer', 'number', 'boolean', 'url', 'list'])
    .describe('How the value is read from the environment'),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  secret: z.boolean().optional().describe('Never shown; has no default'),
  required: z.boolean().optional().describe('The service does not start in production without it'),
  description: z.string().min(1),
});

const markers = z.record(
  z.string().regex(/^[a-z][a-z-]*$/, 'the name of a marker'),
  z.array(z.string()).min(1).describe('Lines without the base indentation of the marker'),
);

const files = z.record(
  z.string().regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*\.ts$/, 'a file in src/ of the service, such as app.ts'),
  markers,
);

/** What a module says of itself in `module.json`. */
export const manifestSchema = z.strictObject({
  $schema: z.string().optional(),
  name: moduleName.describe('The folder in modules/ has the same name'),
  version: z.string().regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, 'a version such as 1.2.3'),
  description: z.string().min(1),
  package: z.string().optional().describe('The npm package that the code is in; default: @quartet/<name>'),
  requires: z.array(moduleName).default([]).describe('Modules that have to be wired in the same service'),
  conflicts: z.array(moduleName).default([]).describe('Modules that cannot be wired in the same service'),
  dependencies: z
    .record(z.string(), z.string())
    .default({})
    .describe('Further packages that the injected lines import, with their versions'),
  contracts: z
    .array(z.string().regex(/^[a-z]\w*$/))
    .default([])
    .describe('Exports of <package>/contract that declare its routes'),
  config: z.record(z.string(), configKey).default({}),
  migrations: z
    .array(z.string().regex(/^\d{4}_[a-z0-9_]+$/, 'a file in db/migrations without .sql'))
    .default([]),
  routes: z.array(z.string().regex(/^(GET|POST|PUT|PATCH|DELETE) \//, 'such as GET /teams')).default([]),
  injections: z
    .strictObject({ every: files.default({}), fastify: files.default({}), nest: files.default({}) })
    .default({ every: {}, fastify: {}, nest: {} })
    .describe('The lines that stand at the markers of a service, by framework'),
});

type Parsed = z.infer<typeof manifestSchema>;

export type Framework = 'fastify' | 'nest';

/** A module, as its manifest describes it; `package` is filled in. */
export type Manifest = Omit<Parsed, '$schema' | 'package'> & { package: string };

/** The same rules as JSON Schema, for editors: `packages/cli/module.schema.json`. */
export function manifestJsonSchema(): object {
  return z.toJSONSchema(manifestSchema, { io: 'input' });
}
