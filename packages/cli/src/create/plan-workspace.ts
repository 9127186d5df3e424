import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { planAdd, planAdoption, planRemove, readBytes, readWorkspace, type Tree } from '../wiring/index.ts';
import { testsThatNeed } from './foreign-tests.ts';
import { withoutServices, withRootPackage, withUsedDevelopmentPackages } from './pick-services.ts';
import { templateFiles } from './template-files.ts';
import { isPartOfWorkspace } from './workspace-parts.ts';
import { workspaceWords } from './workspace-words.ts';

export interface NewWorkspace {
  name: string;
  services: readonly string[];
  /** What they shall have, with what that requires; undefined: what they have in Quartet. */
  modules: readonly string[] | undefined;
}

/**
 * The files of a workspace with these services and modules, made of those of another, which stays as it is.
 *
 * @param files what there is to copy, by path
 * @throws {CommandError} when a service or a module is not there.
 */
export function planWorkspace(
  source: Tree,
  files: readonly string[],
  { name, services, modules }: NewWorkspace,
): Map<string, string | Uint8Array> {
  refuseUnknown(source, services, modules ?? []);
  const wired = withWantedModules(withLock(source), services, modules);
  const absent = readWorkspace(wired)
    .services.map((service) => service.name)
    .filter((service) => !services.includes(service));
  const copied = files.filter((file) => isPartOfWorkspace(file) && !isInServices(file, absent));
  const foreign = testsThatNeed(
    source,
    copied,
    absent.map((service) => `@quartet/${service}`),
  );
  const kept = withoutIdleTestSources(
    copied.filter((file) => !foreign.includes(file) && !isTestOfMissingModule(wired, file)),
  );
  const picked = withUsedDevelopmentPackages(withoutServices(wired, absent), services, kept);
  const tree = withRootPackage(picked, name);
  const own = templateFiles('workspace', workspaceWords(tree, name));
  const paths = new Set([...kept, 'quartet.lock.json']);
  return new Map<string, string | Uint8Array>([...[...paths].map((path) => contentAt(tree, path)), ...own]);
}

function refuseUnknown(tree: Tree, services: readonly string[], modules: readonly string[]): void {
  const workspace = readWorkspace(tree);
  refuseOthers(
    'service',
    services,
    workspace.services.map(({ name }) => name),
  );
  refuseOthers(
    'module',
    modules,
    workspace.manifests.map(({ name }) => name),
  );
  if (services.length === 0)
    throw new CommandError('A workspace has at least one service.', { exitCode: EXIT.usage });
}

function refuseOthers(kind: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new CommandError(`There is no ${kind} "${unknown}". There are: ${known.join(', ')}.`, {
    exitCode: EXIT.usage,
  });
}

/** Where it is not there, or is behind the code, it is made of the code. */
function withLock(tree: Tree): Tree {
  const { services, lock } = readWorkspace(tree);
  const isComplete = services.every(({ name, modules }) =>
    modules.every((module) => lock.services[name]?.[module] !== undefined),
  );
  return isComplete ? tree : planAdoption(tree).tree;
}

/** What was asked for and no service has yet, the first gets. */
function withWantedModules(
  tree: Tree,
  services: readonly string[],
  modules: readonly string[] | undefined,
): Tree {
  if (modules === undefined) return tree;
  const workspace = readWorkspace(tree);
  const picked = workspace.services.filter(({ name }) => services.includes(name));
  const wanted = withRequirements(workspace.manifests, modules);
  const reduced = picked.reduce((current, service) => {
    const unwanted = service.modules.filter((module) => !wanted.has(module));
    return planRemove(current, { service: service.name, modules: unwanted, cascade: false }).tree;
  }, tree);
  const missing = modules.filter((module) => picked.every((service) => !service.modules.includes(module)));
  const first = picked[0]?.name;
  return first === undefined || missing.length === 0
    ? reduced
    : planAdd(reduced, { service: first, modules: missing }).tree;
}

function withRequirements(
  manifests: readonly { name: string; requires: readonly string[] }[],
  names: readonly string[],
): Set<string> {
  const wanted = new Set(names);
  for (const { name, requires } of manifests.toReversed())
    if (wanted.has(name)) for (const required of requires) wanted.add(required);
  return wanted;
}

function isInServices(file: string, services: readonly string[]): boolean {
  return services.some((service) => file.startsWith(`services/${service}/`));
}

/** Tests of a service that need a module stand in a folder of its name. */
function isTestOfMissingModule(tree: Tree, file: string): boolean {
  const [, service, folder] = /^services\/([^/]+)\/test\/([^/]+)\//.exec(file) ?? [];
  if (!service || !folder) return false;
  const { services, manifests } = readWorkspace(tree);
  const isModule = manifests.some(({ name }) => name === folder);
  return isModule && !services.find(({ name }) => name === service)?.modules.includes(folder);
}

/** A service whose tests have all gone needs nothing of what they shared. */
function withoutIdleTestSources(files: readonly string[]): string[] {
  const testFolder = (file: string) => /^services\/[^/]+\/test\//.exec(file)?.[0];
  const tested = new Set(files.filter((file) => file.endsWith('.test.ts')).map(testFolder));
  return files.filter((file) => {
    const folder = testFolder(file);
    return folder === undefined || tested.has(folder);
  });
}

function contentAt(tree: Tree, path: string): [string, Uint8Array] {
  const content = readBytes(tree, path);
  if (content === undefined) throw new Error(`${path} went away meanwhile.`);
  return [path, content];
}
