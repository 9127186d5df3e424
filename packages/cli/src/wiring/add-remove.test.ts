import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planAdoption } from './adopt.ts';
import { planAdd } from './plan-add.ts';
import { planRemove } from './plan-remove.ts';
import { runPlan } from './run-plan.ts';
import { add, remove, run } from './testing/commands.ts';
import {
  APP,
  CONFIG,
  editIn,
  fixtureWorkspace,
  MODULES,
  manifest,
  readIn,
  SERVICE,
  snapshot,
  writeIn,
} from './testing/fixture-workspace.ts';

test('modules come with what they require, in canonical order', async () => {
  const root = fixtureWorkspace();
  const { steps } = await add(root, 'teams');

  expect(steps.map(({ module, note }) => [module, note])).toEqual([
    ['audit', 'required by auth'],
    ['mail', 'required by auth'],
    ['auth', 'required by teams'],
    ['teams', undefined],
  ]);
  expect(readIn(root, APP)).toBe(`import { type Audit, createAudit } from '@quartet/audit';
import { auditRoutes } from '@quartet/audit/fastify';
import { type Auth, createAuth } from '@quartet/auth';
import { authRoutes } from '@quartet/auth/fastify';
import { createServer, type Server } from '@quartet/http-fastify';
import { createMail, type Mail } from '@quartet/mail';
import { mailRoutes } from '@quartet/mail/fastify';
import { nameOf, type Runtime } from '@quartet/platform/service';
import { createTeams, type Teams } from '@quartet/teams';
import { teamsRoutes } from '@quartet/teams/fastify';
// <<<inject:imports>>>
import type { Config } from './config.ts';

/** Builds the service. */
export async function buildApp(runtime: Runtime, config: Config): Promise<Server> {
  const server = await createServer({ log: runtime.log });

  const audit = createAudit({
    ...runtime,
    name: nameOf('audit'),
  });
  const mail = createMail({
    ...runtime,
    name: nameOf('mail'),
  });
  const auth = createAuth({
    ...runtime,
    name: nameOf('auth'),
    audit,
    mail,
  });
  const teams = createTeams({
    ...runtime,
    name: nameOf('teams'),
    auth,
  });
  // <<<inject:modules>>>

  auditRoutes(server, { audit });
  if (config.isOpen) auditPages(server);
  mailRoutes(server, { mail });
  if (config.isOpen) mailPages(server);
  authRoutes(server, { auth });
  if (config.isOpen) authPages(server);
  teamsRoutes(server, { teams });
  if (config.isOpen) teamsPages(server);
  // <<<inject:routes>>>

  runtime.jobs.schedule('clean', '7 * * * *', runtime.clean);
  return server;
}
`);
  expect(readIn(root, `services/${SERVICE}/.env.example`)).toBe(
    '# PORT=8000\n# Sender\n# MAIL_FROM=me@example.test\n# <<<inject:environment>>>\n',
  );
  expect(JSON.parse(readIn(root, `services/${SERVICE}/package.json`)).dependencies).toEqual({
    '@quartet/audit': '*',
    '@quartet/auth': '*',
    '@quartet/mail': '*',
    '@quartet/platform': '*',
    '@quartet/teams': '*',
    zod: '4.0.0',
  });
});

test('whatever the order of adding and removing, the same modules give the same bytes', async () => {
  const subsets = fc.shuffledSubarray([...MODULES], { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(subsets, fc.shuffledSubarray([...MODULES]), subsets, async (added, removed, other) => {
      const root = fixtureWorkspace();
      const before = snapshot(root);
      for (const name of added) await add(root, name);
      for (const name of removed) await remove(root, name);
      const wired = JSON.parse(readIn(root, 'quartet.json')).services[SERVICE].modules;
      const afterwards = snapshot(root);

      const straight = fixtureWorkspace();
      await add(straight, ...wired);
      expect(afterwards).toEqual(snapshot(straight));

      await add(root, ...other);
      await remove(root, ...other.filter((name) => !wired.includes(name)));
      for (const name of [...MODULES].reverse()) await remove(root, name);
      expect(snapshot(root)).toEqual(before);
    }),
    { numRuns: 12 },
  );
}, 120_000);

test('a second add and a second remove change nothing, and say so', async () => {
  const root = fixtureWorkspace();
  await add(root, 'auth');
  const once = snapshot(root);
  const again = await add(root, 'auth');
  expect(again.steps).toEqual([
    { service: SERVICE, module: 'auth', did: 'nothing', note: 'it is wired already' },
  ]);
  expect(snapshot(root)).toEqual(once);

  await remove(root, 'auth');
  const { steps } = await remove(root, 'auth');
  expect(steps).toEqual([{ service: SERVICE, module: 'auth', did: 'nothing', note: 'it is not wired' }]);
});

test('a dry run writes nothing', async () => {
  const root = fixtureWorkspace();
  const before = snapshot(root);
  const makePlan = (tree: Parameters<typeof planAdd>[0]) =>
    planAdd(tree, { service: SERVICE, modules: ['auth'] });
  const { steps } = await runPlan({ root, makePlan, isDryRun: true, typeChecks: false });
  expect(steps).toHaveLength(3);
  expect(snapshot(root)).toEqual(before);
});

test('a module that others need goes with them, or not at all', async () => {
  const root = fixtureWorkspace();
  await add(root, 'billing');
  const before = snapshot(root);
  const request = { service: SERVICE, modules: ['auth'], cascade: false };
  await expect(run(root, (tree) => planRemove(tree, request))).rejects.toMatchObject({
    code: 'required_by_others',
    message: expect.stringContaining('billing, teams'),
  });
  expect(snapshot(root)).toEqual(before);
});

test('names that are not there, circles, exclusions and missing migrations are refused before a write', async () => {
  const root = fixtureWorkspace({
    changes: { 'modules/flags/module.json': manifest('flags', { conflicts: ['mail'] }) },
  });
  await add(root, 'mail');
  await expect(add(root, 'nonsense')).rejects.toMatchObject({ code: 'unknown_module' });
  await expect(run(root, (tree) => planAdd(tree, { service: 'x', modules: [] }))).rejects.toMatchObject({
    code: 'unknown_service',
  });
  await expect(add(root, 'flags')).rejects.toMatchObject({ code: 'modules_exclude_each_other' });
  editIn(root, 'modules/flags/module.json', () => manifest('flags', { migrations: ['0099_flags'] }));
  await expect(add(root, 'flags')).rejects.toMatchObject({ code: 'migration_missing' });
  editIn(root, 'modules/audit/module.json', () => manifest('audit', { requires: ['teams'] }));
  await expect(add(root, 'flags')).rejects.toMatchObject({
    code: 'manifest_invalid',
    message: expect.stringMatching(/circle: audit → teams → auth → audit/),
  });
});

test('a module that has no lines for the framework of the service is refused', async () => {
  const root = fixtureWorkspace({
    changes: { 'modules/flags/module.json': manifest('flags', { injections: {} }) },
  });
  const before = snapshot(root);
  await expect(add(root, 'flags')).rejects.toMatchObject({
    code: 'nothing_to_wire',
    exitCode: 8,
    message: expect.stringContaining('flags has nothing to put into a fastify service yet'),
  });
  expect(snapshot(root)).toEqual(before);
});

test.each([
  ['a marker', ['// <<<inject:modules>>>']],
  ['brackets of others', ['}', 'function other() {']],
  ['a text over several lines', ['const text = `', '  one', '`;']],
])('lines that could not be taken out again are refused: %s', async (_what, lines) => {
  const injections = { every: { 'app.ts': { modules: ['flags();', ...lines] } } };
  const root = fixtureWorkspace({
    changes: { 'modules/flags/module.json': manifest('flags', { injections }) },
  });
  await expect(add(root, 'flags')).rejects.toMatchObject({
    code: 'manifest_invalid',
    message: expect.stringContaining('could not be taken out again'),
  });
});

test('a module whose folder has gone can still be taken out', async () => {
  const root = fixtureWorkspace();
  const before = snapshot(root);
  await add(root, 'flags');
  rmSync(join(root, 'modules/flags'), { recursive: true });
  await remove(root, 'flags');
  const { 'modules/flags/module.json': _gone, ...rest } = before;
  expect(snapshot(root)).toEqual(rest);
});

test('files without an extension in the sources stop nothing', async () => {
  const root = fixtureWorkspace();
  await add(root, 'flags');
  writeIn(root, `services/${SERVICE}/src/.DS_Store`, 'x');
  await remove(root, 'flags');
  expect(readIn(root, APP)).not.toContain('flags');
});

test('a lock file of a newer Quartet is refused, without advice that would lose it', async () => {
  const root = fixtureWorkspace();
  editIn(root, 'quartet.lock.json', (text) => text.replace('"version": 1', '"version": 2'));
  await expect(add(root, 'flags')).rejects.toMatchObject({
    code: 'lock_file_invalid',
    message: expect.stringMatching(/^(?!.*--adopt).*newer Quartet/),
  });
});

test('a manifest that is wrong is refused with its path and the reason', async () => {
  const wrong = manifest('mail', { version: 'new', colour: 'red' });
  const root = fixtureWorkspace({ changes: { 'modules/mail/module.json': wrong } });
  await expect(add(root, 'audit')).rejects.toMatchObject({
    code: 'manifest_invalid',
    message: expect.stringMatching(/modules\/mail\/module\.json is not valid[\s\S]*colour[\s\S]*at version/),
  });
});

test('what the user imports and depends on already stays when a module goes that needs it too', async () => {
  const root = fixtureWorkspace();
  editIn(root, APP, (text) =>
    text.replace(
      'import { createServer,',
      "import { createAudit } from '@quartet/audit';\nimport { createServer,",
    ),
  );
  editIn(root, APP, (text) =>
    text.replace(
      '  // <<<inject:modules>>>',
      '  const mine = createAudit(runtime);\n  // <<<inject:modules>>>',
    ),
  );
  for (const path of ['package-lock.json', `services/${SERVICE}/package.json`])
    editIn(root, path, (text) => text.replace(/^( +)"@quartet\/platform"/m, '$1"@quartet/audit": "*",\n$&'));
  const before = snapshot(root);
  await add(root, 'audit');
  await remove(root, 'audit');
  expect(snapshot(root)).toEqual(before);
});

test('an import that the user uses elsewhere meanwhile stays', async () => {
  const root = fixtureWorkspace();
  await add(root, 'audit');
  editIn(root, APP, (text) => text.replace('  return server;', '  createAudit(runtime);\n  return server;'));
  await remove(root, 'audit');
  expect(readIn(root, APP)).toContain("import { createAudit } from '@quartet/audit';");
  expect(readIn(root, `services/${SERVICE}/package.json`)).toContain('@quartet/audit');
});

test('the lock file can be made anew from the code', async () => {
  const root = fixtureWorkspace();
  await add(root, 'billing', 'flags');
  const lock = readIn(root, 'quartet.lock.json');
  editIn(root, 'quartet.lock.json', () => '{}');
  await run(root, planAdoption);
  expect(readIn(root, 'quartet.lock.json')).toBe(lock);

  editIn(root, CONFIG, (text) => text.replace('  ...flagsConfig,\n', ''));
  await expect(run(root, planAdoption)).rejects.toMatchObject({
    code: 'edited',
    diffs: [expect.stringContaining('-...flagsConfig,')],
  });
});
