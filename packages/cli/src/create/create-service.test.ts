import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTree, planAdoption, readText, readWorkspace, runPlan } from '../wiring/index.ts';
import { type NewService, planService } from './plan-service.ts';
import { type ScratchWorkspace, scratchWorkspace } from './testing/scratch-workspace.ts';

let scratch: ScratchWorkspace;
beforeAll(async () => {
  scratch = scratchWorkspace();
  await runPlan({ root: scratch.root, makePlan: planAdoption, isDryRun: false, typeChecks: false });
});
afterAll(() => scratch[Symbol.dispose]());

const fresh = () => openTree(scratch.root);
const reports: NewService = { name: 'reports', framework: 'fastify', title: 'Reports', modules: [] };

test.each([
  ['saas-api', 'Quartet API'],
  ['saas-nest', 'Quartet API in NestJS'],
  ['saas-webhooks', 'Quartet webhooks'],
])('a new service with the modules of %s is %s but for name, title and port', (name, title) => {
  const tree = fresh();
  const model = readWorkspace(tree).services.find((service) => service.name === name);
  const { framework = 'fastify', modules = [], portOffset = 0 } = model ?? {};
  const made = planService(tree, { name: 'twin', framework, title, modules }).tree;
  const twin = readWorkspace(made).services.find((service) => service.name === 'twin');
  expect(twin?.modules).toEqual(modules);
  for (const file of ['app.ts', 'config.ts', 'main.ts']) {
    const text = readText(made, `services/twin/src/${file}`)
      ?.replace("'twin'", `'${name}'`)
      .replace(`portSetting(${8000 + (twin?.portOffset ?? 0)})`, `portSetting(${8000 + portOffset})`);
    expect(text).toBe(readText(tree, `services/${name}/src/${file}`));
  }
});

test('ports go on after the highest, past the simulator, and then fill the gaps', () => {
  let tree = fresh();
  const offsets: (number | undefined)[] = [];
  for (let count = 0; count < 16; count += 1) {
    tree = planService(tree, { ...reports, name: `reports-${count}` }).tree;
    offsets.push(readWorkspace(tree).services.at(-1)?.portOffset);
  }
  expect(offsets).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 1]);
  expect(() => planService(tree, { ...reports, name: 'one-more' })).toThrow('All ports of this workspace');
});

test('npm’s lock file and, for NestJS, the compilers and the linter know the service', () => {
  const made = planService(fresh(), { ...reports, framework: 'nest' }).tree;
  const { packages } = JSON.parse(readText(made, 'package-lock.json') ?? '');
  expect(packages['node_modules/@quartet/reports']).toEqual({ resolved: 'services/reports', link: true });
  expect(packages['services/reports'].dependencies).toHaveProperty('@quartet/http-nest');
  expect(readText(made, 'tsconfig.json')).toContain('"services/reports"');
  expect(readText(made, 'tsconfig.nest.json')).toContain('"services/reports"');
  expect(readText(made, 'biome.json')).toContain('"services/reports/**"');
});

test.each([
  ['saas-api', 'exists already'],
  ['billing', 'modules/billing exists already'],
  ['Reports', 'is not a name that can be used'],
  ['a--b', 'is not a name that can be used'],
  ['../out', 'is not a name that can be used'],
  ['server', 'means something else'],
  [`a${'b'.repeat(40)}`, '40 is the most'],
])('no service is called %s', (name, reason) => {
  expect(() => planService(fresh(), { ...reports, name })).toThrow(reason);
});

test.each(['fastify', 'nest'] as const)(
  'the command makes a %s service that type-checks and passes its test',
  async (framework) => {
    const name = `made-with-${framework}`;
    const dry = await scratch.quartet('create', 'service', name, '--framework', framework, '--dry-run');
    expect(dry).toContain(`+++ b/services/${name}/src/app.ts`);
    const given = ['--framework', framework, '--modules', 'users', '--no-install', '--json'];
    const created = JSON.parse(await scratch.quartet('create', 'service', name, ...given));
    expect(created.steps).toContainEqual({ service: name, module: 'users', did: 'added' });
    expect(readFileSync(join(scratch.root, `services/${name}/src/app.ts`), 'utf8')).toContain('createUsers');
    scratch.linkWorkspaces();
    const tests = await scratch.run('vitest', 'run', `services/${name}`);
    expect([tests.exitCode, tests.output]).toEqual([0, expect.stringContaining('2 passed')]);
  },
  180_000,
);
