import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examineWirings } from '../doctor/wirings.ts';
import { ROOT } from '../workspace.ts';
import { userChanges } from './compare.ts';
import { add, remove, upgrade } from './testing/commands.ts';
import {
  APP,
  CONFIG,
  editIn,
  fixtureWorkspace,
  readIn,
  snapshot,
  writeIn,
} from './testing/fixture-workspace.ts';
import { openTree } from './tree/tree.ts';

test('a block that the user has edited is a conflict, shown as a diff, and nothing is written', async () => {
  const root = fixtureWorkspace();
  await add(root, 'auth');
  editIn(root, APP, (text) => text.replace("name: nameOf('auth'),", "name: 'my own',"));
  const before = snapshot(root);
  await expect(remove(root, 'auth')).rejects.toMatchObject({
    code: 'edited',
    exitCode: 7,
    diffs: [expect.stringMatching(/- {2}name: nameOf\('auth'\),\n\+ {2}name: 'my own',/)],
  });
  expect(snapshot(root)).toEqual(before);
  expect(userChanges(openTree(root), {})).toMatchObject([{ module: 'auth', path: APP, what: 'edited' }]);
});

test('a symbol that the user has renamed makes the blocks that use it conflicts', async () => {
  const root = fixtureWorkspace();
  await add(root, 'auth');
  editIn(root, APP, (text) => text.replaceAll(/\bauth\b(?=[ ,);}])(?!')/g, 'identity'));
  const before = snapshot(root);
  await expect(remove(root, 'auth')).rejects.toMatchObject({ code: 'edited', diffs: { length: 2 } });
  expect(snapshot(root)).toEqual(before);
});

test('a line that the user wrote into a block makes it a conflict', async () => {
  const root = fixtureWorkspace();
  await add(root, 'auth');
  editIn(root, APP, (text) =>
    text.replace('  if (config.isOpen) authPages', '  mine();\n  if (config.isOpen) authPages'),
  );
  await expect(remove(root, 'auth')).rejects.toMatchObject({ code: 'edited' });
});

test('a block that the user took out by hand is gone already', async () => {
  const root = fixtureWorkspace();
  await add(root, 'audit');
  editIn(root, CONFIG, (text) => text.replace('  // What audit needs.\n  auditRule,\n', ''));
  const [finding] = examineWirings(root);
  expect(finding).toMatchObject({
    healthy: false,
    detail: expect.stringContaining(`${CONFIG} has lost lines of audit`),
  });
  await remove(root, 'audit');
  expect(readIn(root, CONFIG)).not.toContain('audit');
});

test('an example of the environment that the user took away is no obstacle', async () => {
  const root = fixtureWorkspace();
  await add(root, 'mail', 'flags');
  rmSync(join(root, 'services/api/.env.example'));
  editIn(root, 'modules/mail/module.json', (text) => text.replace('0.1.0', '0.1.1'));
  await upgrade(root, 'mail');
  await remove(root, 'mail');
  expect(readIn(root, APP)).not.toContain('mail');
});

test('a marker that is missing or doubled is refused with the place, and doctor says so', async () => {
  const root = fixtureWorkspace();
  await add(root, 'audit');
  const whole = readIn(root, APP);
  editIn(root, APP, (text) => text.replace('  // <<<inject:modules>>>\n', ''));
  await expect(remove(root, 'audit')).rejects.toMatchObject({
    code: 'marker_missing',
    exitCode: 8,
    message: expect.stringContaining(`${APP} has no line "// <<<inject:modules>>>"`),
  });
  expect(examineWirings(root)).toMatchObject([
    { healthy: false, detail: expect.stringContaining('has no line') },
  ]);

  const doubled = whole.replace('  // <<<inject:routes>>>\n', '$&$&');
  const lines = doubled
    .split('\n')
    .flatMap((line, index) => (line.includes('inject:routes') ? [index + 1] : []));
  writeIn(root, APP, doubled);
  const before = snapshot(root);
  await expect(add(root, 'mail')).rejects.toMatchObject({
    code: 'marker_doubled',
    message: expect.stringContaining(`2 times, in lines ${lines.join(', ')}. Keep`),
  });
  expect(snapshot(root)).toEqual(before);
});

test('a marker in a text is none', async () => {
  const root = fixtureWorkspace();
  editIn(root, APP, (text) =>
    text.replace('  return server;', "  log('// <<<inject:routes>>>');\n  return server;"),
  );
  await add(root, 'audit');
  expect(readIn(root, APP)).toContain('  auditRoutes(server, { audit });\n');
});

test('blocks are found after a formatter with other settings has been there', async () => {
  const root = fixtureWorkspace();
  await add(root, 'audit', 'mail');
  const reformat = (path: string) =>
    editIn(root, path, (text) =>
      text
        .replaceAll("'", '"')
        .replaceAll(/;$/gm, '')
        .replaceAll(/^( +)/gm, (spaces) => '\t'.repeat(spaces.length / 2))
        .replaceAll(/,\n(\t*)([}\])])/g, '\n$1$2')
        .replace(/createAudit\(\{[\s\S]*?\}\)/, 'createAudit({ ...runtime, "name": nameOf("audit") })')
        .replace('if (config.isOpen) auditPages(server)', 'if (config.isOpen)\n\t\tauditPages(server)')
        .replace('mailRule,', 'mailRule'),
    );
  reformat(APP);
  reformat(CONFIG);
  await remove(root, 'audit');
  expect(readIn(root, APP)).not.toMatch(/audit/i);
  expect(readIn(root, CONFIG)).not.toContain('audit');
  await add(root, 'audit');
  expect(readIn(root, APP)).toContain('\tconst audit = createAudit({\n\t\t...runtime,\n');
  expect(readIn(root, APP)).toContain('import { type Audit, createAudit } from "@quartet/audit"\n');
  await remove(root, 'audit', 'mail');
  expect(readIn(root, APP)).not.toMatch(/audit|mail/i);
  expect(readIn(root, CONFIG)).not.toMatch(/audit|mail/i);
});

test('what is added is as Biome formats and sorts it', async () => {
  const root = fixtureWorkspace();
  await add(root, 'billing', 'keys', 'flags', 'users');
  const before = snapshot(root);
  const biome = join(ROOT, 'node_modules/.bin/biome');
  const settings = {
    formatter: { indentStyle: 'space', lineWidth: 110 },
    javascript: { formatter: { quoteStyle: 'single' } },
  };
  writeIn(root, 'biome.json', JSON.stringify({ ...settings, linter: { enabled: false } }));
  execFileSync(biome, ['check', '--write', 'services', 'quartet.json', 'quartet.lock.json'], {
    cwd: root,
    stdio: 'ignore',
  });
  const { 'biome.json': _settings, ...after } = snapshot(root);
  expect(after).toEqual(before);
  await remove(root, 'billing', 'keys', 'flags', 'users');
  expect(readIn(root, APP)).not.toContain('createTeams({ x');
});

test.each([
  ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
  ['a byte order mark', (text: string) => `\uFEFF${text}`],
  ['tabs', (text: string) => text.replaceAll(/^( {2})+/gm, (spaces) => '\t'.repeat(spaces.length / 2))],
])('a file with %s keeps it, and comes back byte for byte', async (_name, convert) => {
  const root = fixtureWorkspace();
  const files = [APP, CONFIG, 'quartet.json', 'services/api/package.json', 'services/api/.env.example'];
  for (const path of files) editIn(root, path, convert);
  const before = snapshot(root);
  await add(root, 'billing');
  for (const path of [APP, CONFIG]) {
    const text = readIn(root, path);
    expect(convert(text.replaceAll('\r\n', '\n').replace('\uFEFF', ''))).toBe(text);
  }
  for (const name of ['billing', 'teams', 'auth', 'mail', 'audit']) await remove(root, name);
  expect(snapshot(root)).toEqual(before);
});

test('uncommitted changes around the blocks are kept', async () => {
  const root = fixtureWorkspace();
  await add(root, 'auth');
  editIn(root, APP, (text) =>
    text
      .replace('  const server =', '  const started = Date.now();\n  const server =')
      .replace(
        '  // <<<inject:modules>>>',
        '  const mine = auditOf(started); // mine\n  // <<<inject:modules>>>',
      ),
  );
  await add(root, 'users');
  await remove(root, 'auth');
  const text = readIn(root, APP);
  expect(text).toContain('  const started = Date.now();\n');
  expect(text).toContain('  const mine = auditOf(started); // mine\n');
});

test('a file that is not UTF-8 is refused, not broken', async () => {
  const root = fixtureWorkspace();
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(root, CONFIG), Buffer.concat([Buffer.from(readIn(root, CONFIG)), Buffer.from([0xff])]));
  await expect(add(root, 'audit')).rejects.toMatchObject({ code: 'does_not_parse' });
});

test("a text that was changed in the lock file takes out nobody else's lines", async () => {
  const root = fixtureWorkspace();
  await add(root, 'flags');
  editIn(root, APP, (text) =>
    text.replace('  // <<<inject:modules>>>', '  mine();\n  // <<<inject:modules>>>'),
  );
  editIn(root, 'quartet.lock.json', (text) =>
    text.replace(/"text": "const flags[^"]*"/, '"text": "mine();"'),
  );
  const before = snapshot(root);
  const refusal = { code: 'lock_file_invalid', message: expect.stringContaining('was changed there') };
  await expect(remove(root, 'flags')).rejects.toMatchObject(refusal);
  await expect(upgrade(root)).rejects.toMatchObject(refusal);
  expect(snapshot(root)).toEqual(before);
  expect(examineWirings(root)).toMatchObject([{ healthy: false, detail: refusal.message }]);
});
