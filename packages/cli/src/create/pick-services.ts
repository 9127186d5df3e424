import { applyEdits, type JSONPath, modify } from 'jsonc-parser';
import { z } from 'zod';
import { importsOf } from '../checks/boundaries/imports.ts';
import { readLock, readText, type Tree, withFile, writeLock } from '../wiring/index.ts';
import { withoutNestSources } from './nest-sources.ts';
import { withLockedManifest, withoutLockedWorkspaces } from './package-lock.ts';
import { UPSTREAM_PACKAGES, UPSTREAM_SCRIPTS } from './workspace-parts.ts';

/** Forgets services wherever the root of a workspace names them. Their folders are for the caller to leave out. */
export function withoutServices(tree: Tree, services: readonly string[]): Tree {
  const folders = services.map((service) => `services/${service}`);
  const listed = services.reduce(
    (current, service) => withValue(current, 'quartet.json', ['services', service], undefined),
    folders.reduce(withoutNestSources, tree),
  );
  const lock = readLock(listed);
  const wirings = Object.entries(lock.services).filter(([name]) => !services.includes(name));
  const written = writeLock(listed, { ...lock, services: Object.fromEntries(wirings) });
  return withoutLockedWorkspaces(written, folders);
}

/** Services keep what is imported in their folders; tests that were left out needed more. */
export function withUsedDevelopmentPackages(
  tree: Tree,
  services: readonly string[],
  files: readonly string[],
): Tree {
  return services.reduce((current, service) => {
    const folder = `services/${service}`;
    const used = packagesOf(
      tree,
      files.filter((file) => file.startsWith(`${folder}/`) && file.endsWith('.ts')),
    );
    const { devDependencies = {} } = manifest.parse(
      JSON.parse(readText(tree, `${folder}/package.json`) ?? ''),
    );
    const names = Object.keys(devDependencies);
    const unused = names.filter((name) => !used.has(name.replace(/^@types\//, '')));
    const paths = unused.length === names.length ? [[]] : unused.map((name) => [name]);
    const reduced = paths.reduce(
      (each, path) => withValue(each, `${folder}/package.json`, ['devDependencies', ...path], undefined),
      current,
    );
    return unused.length > 0 ? withLockedManifest(reduced, folder) : reduced;
  }, tree);
}

/** The package.json of the root under another name, without what only Quartet's own repository needs. */
export function withRootPackage(tree: Tree, name: string): Tree {
  const values: [JSONPath, string | undefined][] = [
    [['name'], name],
    [['version'], '0.1.0'],
    [['description'], `The backend of ${name}, made with Quartet.`],
    ...UPSTREAM_SCRIPTS.map((script): [JSONPath, undefined] => [['scripts', script], undefined]),
    ...UPSTREAM_PACKAGES.map((each): [JSONPath, undefined] => [['devDependencies', each], undefined]),
  ];
  const renamed = values.reduce(
    (current, [path, value]) => withValue(current, 'package.json', path, value),
    tree,
  );
  return withLockedManifest(renamed, '');
}

const manifest = z.looseObject({ devDependencies: z.record(z.string(), z.string()).optional() });

function packagesOf(tree: Tree, files: readonly string[]): Set<string> {
  const specifiers = files.flatMap((file) => importsOf(file, readText(tree, file) ?? ''));
  return new Set(specifiers.map(({ specifier }) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier));
}

function withValue(tree: Tree, file: string, path: JSONPath, value: string | undefined): Tree {
  const text = readText(tree, file) ?? '';
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' };
  return withFile(tree, file, applyEdits(text, modify(text, path, value, { formattingOptions })));
}
