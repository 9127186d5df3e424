import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../workspace.ts';
import { planAdd } from '../plan-add.ts';
import { planRemove } from '../plan-remove.ts';
import { runPlan } from '../run-plan.ts';
import {
  APP,
  CONFIG,
  fixtureWorkspace,
  manifest,
  readIn,
  SERVICE,
  writeIn,
} from '../testing/fixture-workspace.ts';
import { withFile } from '../tree/tree.ts';

/** Sources that stand for themselves, so that a compiler can say something of them. */
function compilableWorkspace(line: string): string {
  const app = `// <<<inject:imports>>>

export function buildApp(names: string[]): string[] {
  // <<<inject:modules>>>
  // <<<inject:routes>>>
  return names;
}
`;
  const injections = { every: { 'app.ts': { modules: [line] } } };
  const root = fixtureWorkspace({
    changes: {
      [APP]: app,
      [CONFIG]: 'export const rules = [];\n',
      'modules/flags/module.json': manifest('flags', { injections }),
      'tsconfig.json': JSON.stringify({ compilerOptions: { strict: true, module: 'nodenext', types: [] } }),
    },
  });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

const addFlags = (root: string) =>
  runPlan({
    root,
    makePlan: (tree) => planAdd(tree, { service: SERVICE, modules: ['flags'] }),
    isDryRun: false,
    typeChecks: true,
  });

test('a change that does not type-check is refused with the place as the user knows it', async () => {
  const root = compilableWorkspace('names.push(5);');
  const app = readIn(root, APP);
  await expect(addFlags(root)).rejects.toMatchObject({
    code: 'does_not_type_check',
    message: expect.stringMatching(/services\/api\/src\/app\.ts\(4,14\): error TS2345/),
  });
  expect(readIn(root, APP)).toBe(app);
}, 120_000);

test('tests that go with a module are named when it goes, and stop nothing', async () => {
  const root = compilableWorkspace("const flags = 'flags';\nnames.push(flags);");
  expect((await addFlags(root)).staleTests).toEqual([]);
  writeIn(
    root,
    `services/${SERVICE}/test/flags.test.ts`,
    "import { flags } from '../src/app.ts';\nflags.on();\n",
  );
  const { staleTests } = await runPlan({
    root,
    makePlan: (tree) => planRemove(tree, { service: SERVICE, modules: ['flags'], cascade: false }),
    isDryRun: false,
    typeChecks: true,
  });
  expect(staleTests.join('\n')).toContain(`services/${SERVICE}/test/flags.test.ts(1,10): error`);
  expect(readIn(root, APP)).not.toContain('flags');
}, 120_000);

test('lines that need what comes with a newer module are checked against the newer module', async () => {
  const root = compilableWorkspace('names.push(flagOf());');
  const source = 'modules/flags/index.ts';
  rmSync(join(root, 'node_modules'));
  mkdirSync(join(root, 'node_modules/@quartet'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules/.bin'), join(root, 'node_modules/.bin'));
  symlinkSync(join(root, 'modules/flags'), join(root, 'node_modules/@quartet/flags'));
  writeIn(root, 'modules/flags/package.json', '{ "name": "@quartet/flags", "exports": "./index.ts" }');
  writeIn(root, source, 'export const old = 1;\n');
  writeIn(
    root,
    'tsconfig.json',
    '{ "compilerOptions": { "strict": true, "module": "nodenext", "types": [] } }',
  );
  const injections = {
    every: {
      'app.ts': { imports: ["import { flagOf } from '@quartet/flags';"], modules: ['names.push(flagOf());'] },
    },
  };
  writeIn(root, 'modules/flags/module.json', manifest('flags', { injections }));
  await expect(addFlags(root)).rejects.toMatchObject({ code: 'does_not_type_check' });

  const newer = "export const flagOf = () => 'flag';\n";
  await runPlan({
    root,
    makePlan: (tree) => planAdd(withFile(tree, source, newer), { service: SERVICE, modules: ['flags'] }),
    isDryRun: false,
    typeChecks: true,
  });
  expect(readIn(root, source)).toBe(newer);
  expect(readIn(root, APP)).toContain('names.push(flagOf());');
}, 120_000);

test('sources behind a symbolic link are not written by the check', async () => {
  const root = compilableWorkspace('names.push(5);');
  const folder = `services/${SERVICE}/src`;
  renameSync(join(root, folder), join(root, 'sources'));
  symlinkSync(join(root, 'sources'), join(root, folder));
  const app = readIn(root, APP);
  await expect(addFlags(root)).rejects.toMatchObject({ code: 'does_not_type_check' });
  expect(readIn(root, APP)).toBe(app);
}, 120_000);
