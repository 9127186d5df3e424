import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { add } from '../testing/commands.ts';
import { APP, editIn, fixtureWorkspace, readIn, snapshot } from '../testing/fixture-workspace.ts';
import { openTree, readText, withFile } from '../tree/tree.ts';
import { completeJournal, writeTree } from './apply.ts';
import { withWorkspaceLock } from './workspace-lock.ts';

/** The intent, then quartet.json, quartet.lock.json, package-lock.json, package.json, app.ts and config.ts. */
const RENAMES = 7;

test.each(Array.from({ length: RENAMES }, (_, index) => index + 1))(
  'a process that is killed at rename %i leaves the old or the new state, whole',
  async (stopAt) => {
    const [root, straight] = [fixtureWorkspace(), fixtureWorkspace()];
    const before = snapshot(root);
    await add(straight, 'audit');
    expect(await addAndStop(root, 'audit', stopAt, 'kill')).toMatchObject({ signal: 'SIGKILL' });
    expect(existsSync(join(root, '.quartet/journal'))).toBe(true);

    expect(await completeJournal(root)).toBe(true);
    expect(snapshot(root)).toEqual(stopAt === 1 ? before : snapshot(straight));
    expect(existsSync(join(root, '.quartet/journal'))).toBe(false);
  },
);

test('the next command finishes what a killed one began, before its own work', async () => {
  const root = fixtureWorkspace();
  await addAndStop(root, 'audit', 4, 'kill');
  await add(root, 'mail');
  const straight = fixtureWorkspace();
  await add(straight, 'audit', 'mail');
  expect(snapshot(root)).toEqual(snapshot(straight));
});

test('what the user writes into a file after a command was killed is not overwritten', async () => {
  const root = fixtureWorkspace();
  await addAndStop(root, 'audit', 4, 'kill');
  editIn(root, APP, (text) => `${text}// typed meanwhile\n`);
  const before = snapshot(root);
  await expect(completeJournal(root)).rejects.toMatchObject({
    code: 'changed_meanwhile',
    message: expect.stringContaining(APP),
  });
  expect(snapshot(root)).toEqual(before);

  editIn(root, APP, (text) => text.replace('// typed meanwhile\n', ''));
  await completeJournal(root);
  const straight = fixtureWorkspace();
  await add(straight, 'audit');
  expect(snapshot(root)).toEqual(snapshot(straight));
});

test.each([1, 2, RENAMES])('a disk that is full at rename %i leaves everything as it was', async (stopAt) => {
  const root = fixtureWorkspace();
  const before = snapshot(root);
  const { code, errors } = await addAndStop(root, 'audit', stopAt, 'fail');
  expect(code).toBe(1);
  expect(errors).toContain('as they were: ENOSPC');
  await completeJournal(root);
  expect(snapshot(root)).toEqual(before);
});

test('a file that cannot be written at all stops the write, and no later command', async () => {
  const root = fixtureWorkspace();
  const before = snapshot(root);
  const tree = withFile(openTree(root), 'quartet.json', '{}');
  expect(() => writeTree(withFile(tree, `${APP}/below-a-file.ts`, ''))).toThrow(
    expect.objectContaining({ code: 'not_written' }),
  );
  expect(await completeJournal(root)).toBe(false);
  expect(snapshot(root)).toEqual(before);
});

test('two commands at once do their work one after the other', async () => {
  const root = fixtureWorkspace();
  const never = '0';
  const ends = await Promise.all(
    ['audit', 'mail', 'flags'].map((module) => addAndStop(root, module, Number(never), 'fail')),
  );
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
  const straight = fixtureWorkspace();
  await add(straight, 'audit', 'mail', 'flags');
  expect(snapshot(root)).toEqual(snapshot(straight));
});

test('a command that waits in vain says which process is at work', async () => {
  const root = fixtureWorkspace();
  mkdirSync(join(root, '.quartet/lock'), { recursive: true });
  writeFileSync(
    join(root, '.quartet/lock/owner.json'),
    JSON.stringify({ pid: process.pid, host: hostname() }),
  );
  await expect(withWorkspaceLock(root, async () => 'done', 0)).rejects.toMatchObject({
    code: 'busy',
    exitCode: 9,
    message: expect.stringContaining(`Process ${process.pid}`),
  });
});

test('a file that was changed while the plan was made is not overwritten', async () => {
  const root = fixtureWorkspace();
  const tree = openTree(root);
  const planned = withFile(tree, APP, `${readText(tree, APP)}// planned\n`);
  editIn(root, APP, (text) => `${text}// typed meanwhile\n`);
  expect(() => writeTree(planned)).toThrow(expect.objectContaining({ code: 'changed_meanwhile' }));
  expect(readIn(root, APP)).toMatch(/typed meanwhile\n$/);
});

async function addAndStop(root: string, module: string, stopAt: number, how: 'kill' | 'fail') {
  const script = join(import.meta.dirname, '../testing/add-and-stop.ts');
  const child = spawn(process.execPath, [script, root, module, String(stopAt), how], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, errors };
}
