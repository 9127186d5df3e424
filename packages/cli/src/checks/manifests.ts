import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ConfigDeclaration, Setting } from '@quartet/platform/config';
import type { Route } from '@quartet/platform/contract';
import { execa } from 'execa';
import { z } from 'zod';
import { readManifests } from '../wiring/manifest/read-manifests.ts';
import type { Manifest } from '../wiring/manifest/schema.ts';
import { openTree } from '../wiring/tree/tree.ts';

/** What of a manifest follows from the code: it stands there for those who read the manifest alone. */
type Derived = Pick<Manifest, 'config' | 'routes'>;

/** Manifests whose settings or routes are not those that the code declares. */
export async function manifestProblems(root: string): Promise<string[]> {
  const stale = await staleManifests(root);
  return stale.map(
    ({ name, parts }) =>
      `modules/${name}/module.json: ${parts.join(' and ')} are not what the code declares; mend with: npm run check -- --fix`,
  );
}

/** Writes them anew. */
export async function writeManifests(root: string): Promise<void> {
  const files: string[] = [];
  for (const { name, derived } of await staleManifests(root)) {
    const file = join(root, 'modules', name, 'module.json');
    const {
      injections,
      config: _config,
      routes: _routes,
      ...others
    } = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...others, ...withoutEmpty(derived), injections }));
    files.push(file);
  }
  if (files.length > 0)
    await execa('biome', ['format', '--write', ...files], { cwd: root, preferLocal: true });
}

async function staleManifests(root: string) {
  const manifests = readManifests(openTree(root));
  const compared = await Promise.all(
    manifests.map(async (manifest) => {
      const derived = await derive(manifest);
      const parts = (['config', 'routes'] as const).filter(
        (part) => !isDeepStrictEqual(derived[part], manifest[part]),
      );
      return { name: manifest.name, derived, parts };
    }),
  );
  return compared.filter(({ parts }) => parts.length > 0);
}

async function derive(manifest: Manifest): Promise<Derived> {
  return { config: await settingsOf(manifest), routes: await routesOf(manifest) };
}

/** The settings are those that the module spreads into the declaration of a service. */
async function settingsOf({ injections }: Manifest): Promise<Manifest['config']> {
  const at = (marker: string) =>
    [injections.every, injections.fastify, injections.nest].flatMap((of) => of['config.ts']?.[marker] ?? []);
  const imports = at('imports');
  const spreads = at('settings').map((line) => /^\.\.\.(\w+),$/.exec(line)?.[1]);
  const declarations = await Promise.all(
    spreads.filter((name) => name !== undefined).map((name) => declarationOf(name, imports)),
  );
  const settings = declarations.flatMap((declaration) => Object.entries(declaration));
  return Object.fromEntries(settings.map(([key, setting]) => [key, manifestEntry(setting)]));
}

async function declarationOf(name: string, imports: readonly string[]): Promise<ConfigDeclaration> {
  const source = imports.find((line) => new RegExp(`\\b${name}\\b`).test(line))?.match(/'(.+)'/)?.[1];
  if (source === undefined) throw new Error(`A manifest spreads ${name} and does not import it.`);
  return (await import(source))[name];
}

function manifestEntry(setting: Setting): Manifest['config'][string] {
  const { env, description } = setting;
  if ('secret' in setting) {
    const { required } = setting;
    return { env, type: 'string', secret: true, ...(required && { required }), description };
  }
  const byDefault: unknown = setting.schema.safeParse(undefined).data;
  return {
    env,
    type: typeOf(setting.schema),
    ...(isShown(byDefault) && { default: byDefault }),
    description,
  };
}

function isShown(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function typeOf(schema: z.ZodType): Manifest['config'][string]['type'] {
  const { type, format } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  if (type === 'integer' || type === 'number' || type === 'boolean') return type;
  if (type === 'array') return 'list';
  return format === 'uri' ? 'url' : 'string';
}

async function routesOf({ package: packageName, contracts }: Manifest): Promise<string[]> {
  if (contracts.length === 0) return [];
  const door: Record<string, Record<string, Route>> = await import(`${packageName}/contract`);
  return contracts.flatMap((name) =>
    Object.values(door[name] ?? {}).map(({ method, path }) => `${method} ${path}`),
  );
}

function withoutEmpty(derived: Derived): Partial<Derived> {
  const filled = Object.entries(derived).filter(([, part]) => Object.keys(part).length > 0);
  return Object.fromEntries(filled);
}
