import { symlinkSync } from 'node:fs';
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
