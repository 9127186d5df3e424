import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'tar';
import { expect, test } from 'vitest';
import { add, run, upgrade } from './testing/commands.ts';
import {
  APP,
  CONFIG,
  editIn,
  fixtureWorkspace,
  manifest,
  readIn,
  snapshot,
  writeIn,
} from './testing/fixture-workspace.ts';
import { openTree } from './tree/tree.ts';
import { fileChanges } from './upgrade/base.ts';
import { withNewerModules } from './upgrade/newer-modules.ts';

const AUDIT = 'modules/audit/module.json';

/** The next version of audit: another option, another name, no rule, a package more. */
function newer(): string {
  return manifest('audit', { version: '0.2.0', dependencies: { '@quartet/clock': '*' } })
    .replace(`"  name: nameOf('audit'),"`, `"  name: nameOf('audit'),", "  isChained: true,"`)
    .replace('type Audit }', 'type AuditLog }')
    .replace(/,\s*"rules": \[[^\]]*\]/, '')
    .replace('auditConfig, auditRule', 'auditConfig');
}

test('an upgrade replaces what is as it was put in, and takes out what is no more', async () => {
  const root = fixtureWorkspace();
  await add(root, 'audit', 'mail');
  editIn(root, AUDIT, newer);
  const { steps, conflicts } = await upgrade(root);
  expect({ steps, conflicts }).toEqual({
    steps: [{ service: 'api', module: 'audit', did: 'upgraded', note: 'from 0.1.0 to 0.2.0' }],
    conflicts: [],
  });

  const fresh = fixtureWorkspace({ changes: { [AUDIT]: newer() } });
  await add(fresh, 'audit', 'mail');
  expect(snapshot(root)).toEqual(snapshot(fresh));
  expect((await upgrade(root)).steps).toEqual([]);
});

test('a change of the user in another place is merged', async () => {
  const root = fixtureWorkspace();
  await add(root, 'audit');
  editIn(root, APP, (text) => text.replace('    ...runtime,\n', '    ...runtime,\n    log: mine,\n'));
  editIn(root, AUDIT, newer);
  const { conflicts } = await upgrade(root);
  expect(conflicts).toEqual([]);
  expect(readIn(root, APP)).toContain(
    "    ...runtime,\n    log: mine,\n    name: nameOf('audit'),\n    isChained: true,\n  });\n",
  );
});

test('a change of the user in the same place gives conflict marks, and the rest is upgraded', async () => {
  const root = fixtureWorkspace();
  await add(root, 'audit');
  editIn(root, APP, (text) => text.replace("name: nameOf('audit'),", "name: 'mine',"));
  editIn(root, AUDIT, () => newer().replace("nameOf('audit')", "nameOf('log')"));
  const { conflicts } = await upgrade(root);
  expect(conflicts).toMatchObject([{ path: APP, module: 'audit' }]);
  expect(readIn(root, APP)).toContain(
    "    ...runtime,\n<<<<<<< yours\n    name: 'mine',\n=======\n    name: nameOf('log'),\n    isChained: true,\n>>>>>>> audit 0.2.0\n  });\n",
  );
  expect(readIn(root, CONFIG)).not.toContain('auditRule');
  await expect(upgrade(root)).rejects.toMatchObject({
    code: 'does_not_parse',
    message: expect.stringContaining(APP),
  });
});

test('files of modules are merged with those of a newer Quartet, on the base that they came from', async () => {
  const root = fixtureWorkspace({ changes: { 'modules/audit/src/log.ts': 'one\ntwo\nthree\nfour\n' } });
  writeIn(root, 'modules/audit/src/gone.ts', 'export {};\n');
  await add(root, 'audit');
  mkdirSync(join(root, '.quartet'), { recursive: true });
  await create({ gzip: true, file: join(root, '.quartet/base.tgz'), cwd: root }, [
    'modules',
    'db/migrations',
  ]);
  expect(await fileChanges(openTree(root), {})).toEqual([]);

  const next = fixtureWorkspace({
    changes: { [AUDIT]: newer(), 'modules/audit/src/log.ts': 'one\ntwo\nthree\n4\n' },
  });
  writeIn(next, 'modules/audit/src/new.ts', 'export {};\n');
  editIn(root, 'modules/audit/src/log.ts', (text) => text.replace('one', '1'));
  expect(await fileChanges(openTree(root), { module: 'audit' })).toMatchObject([
    { path: 'modules/audit/src/log.ts' },
  ]);

  const { conflicts } = await run(root, (tree) => withNewerModules(tree, { from: next, modules: ['audit'] }));
  expect(conflicts).toEqual([]);
  const after = snapshot(root);
  expect(after['modules/audit/src/log.ts']).toBe('1\ntwo\nthree\n4\n');
  expect(after['modules/audit/src/new.ts']).toBe('export {};\n');
  expect(after['modules/audit/src/gone.ts']).toBeUndefined();
  expect(after[APP]).toContain('isChained: true');
  expect(await fileChanges(openTree(root), {})).toMatchObject([{ path: 'modules/audit/src/log.ts' }]);
});

test('a module that a newer version requires and that is new comes along, and is wired', async () => {
  const root = fixtureWorkspace();
  await add(root, 'audit');
  mkdirSync(join(root, '.quartet'), { recursive: true });
  await create({ gzip: true, file: join(root, '.quartet/base.tgz'), cwd: root }, ['modules']);
  const next = fixtureWorkspace({
    changes: {
      [AUDIT]: manifest('audit', { version: '0.2.0', requires: ['ledger'] }),
      'modules/ledger/module.json': manifest('ledger'),
      'modules/ledger/src/index.ts': 'export {};\n',
    },
  });
  const { steps } = await run(root, (tree) => withNewerModules(tree, { from: next, modules: ['audit'] }));
  expect(steps).toMatchObject([
    { module: 'ledger', did: 'added' },
    { module: 'audit', did: 'upgraded' },
  ]);
  expect(readIn(root, 'modules/ledger/src/index.ts')).toBe('export {};\n');
  expect(readIn(root, APP)).toContain('const ledger = createLedger({');
});
