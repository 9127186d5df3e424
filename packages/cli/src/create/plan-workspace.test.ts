import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTree } from '../wiring/index.ts';
import { ROOT } from '../workspace.ts';
import { type NewWorkspace, planWorkspace } from './plan-workspace.ts';
import { sourceFiles } from './source-files.ts';

const files = sourceFiles(ROOT);
const acme: NewWorkspace = { name: 'acme', services: ['saas-api'], modules: ['users'] };

function plan(workspace: Partial<NewWorkspace>): (path: string) => string | undefined {
  const planned = planWorkspace(openTree(ROOT), files, { ...acme, ...workspace });
  return (path) => {
    const content = planned.get(path);
    return content === undefined ? undefined : Buffer.from(content).toString();
  };
}

function pathsOf(workspace: Partial<NewWorkspace>): string[] {
  return [...planWorkspace(openTree(ROOT), files, { ...acme, ...workspace }).keys()];
}

test('a service has the modules that were picked and what they require, and no others', () => {
  const file = plan({});
  const { services } = JSON.parse(file('quartet.json') ?? '');
  expect(services).toEqual({
    'saas-api': {
      framework: 'fastify',
      port: 0,
      modules: ['audit', 'mail', 'rate-limiting', 'auth', 'users'],
    },
  });
  const app = file('services/saas-api/src/app.ts');
  expect(app).toContain('createUsers(runtime)');
  expect(app).not.toMatch(/teams|billing|oauth/i);
});

test('services that were not picked are named nowhere but in documents and in the code that all share', () => {
  const planned = planWorkspace(openTree(ROOT), files, acme);
  const naming = [...planned]
    .filter(([, content]) => /saas-(nest|webhooks)/.test(Buffer.from(content).toString()))
    .map(([path]) => path);
  expect(naming.filter((path) => !/^(docs|packages|modules)\//.test(path))).toEqual([]);
});

test('tests go with the services and modules that they need', () => {
  const onlyNest = pathsOf({ services: ['saas-nest'], modules: undefined });
  expect(onlyNest).toContain('services/saas-nest/test/teams/conformance.test.ts');
  expect(onlyNest).not.toContain('services/saas-nest/test/teams/both-services.test.ts');
  const untested = pathsOf({ services: ['saas-nest'], modules: ['users'] });
  expect(untested.filter((path) => path.startsWith('services/saas-nest/test/'))).toEqual([]);
  expect(pathsOf({}).filter((path) => path.startsWith('services/saas-api/test/'))).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/teams|billing/)]),
  );
});

test('what is Quartet’s own stays behind, and all modules come as source', () => {
  const paths = pathsOf({});
  expect(paths.filter((path) => /^(bench|examples|\.ci)\/|^packages\/.*\.test\.ts$/.test(path))).toEqual([]);
  const modules = files.filter((path) => path.startsWith('modules/'));
  expect(paths).toEqual(expect.arrayContaining([...modules, 'LICENSE', 'db/schema.sql']));
  const { name, scripts, devDependencies } = JSON.parse(plan({})('package.json') ?? '');
  expect([name, scripts.bench, devDependencies['better-auth']]).toEqual(['acme', undefined, undefined]);
});

test('npm’s lock file has the name, the services and their packages', () => {
  const { name, packages } = JSON.parse(plan({})('package-lock.json') ?? '');
  expect([name, packages[''].name]).toEqual(['acme', 'acme']);
  expect(Object.keys(packages).filter((path) => /saas-/.test(path))).toEqual([
    'node_modules/@quartet/saas-api',
    'services/saas-api',
  ]);
  const own = JSON.parse(plan({})('services/saas-api/package.json') ?? '');
  expect(packages['services/saas-api'].devDependencies).toEqual(own.devDependencies);
});

test('a module that no service had is wired into the first', () => {
  const { services } = JSON.parse(plan({ modules: ['api-keys'] })('quartet.json') ?? '');
  expect(services['saas-api'].modules).toContain('api-keys');
});

test('with everything, the services are as they are here', () => {
  const everything = ['saas-api', 'saas-nest', 'saas-webhooks'];
  const file = plan({ services: everything, modules: undefined });
  for (const path of files.filter((each) => /^services\/[^/]+\/src\//.test(each)))
    expect(file(path)).toBe(readFileSync(join(ROOT, path), 'utf8'));
});

test.each([
  [{ services: ['saas-apo'] }, 'There is no service "saas-apo"'],
  [{ modules: ['user'] }, 'There is no module "user"'],
  [{ services: [] }, 'at least one service'],
])('%j is refused', (wrong, reason) => {
  expect(() => plan(wrong)).toThrow(reason);
});
