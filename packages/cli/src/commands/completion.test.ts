import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { ROOT, readServices } from '../workspace.ts';

async function quartet(...args: string[]): Promise<string> {
  const cli = ['--import', join(ROOT, 'bin/short-imports.js'), join(ROOT, 'packages/cli/src/main.ts')];
  const { stdout } = await execa(process.execPath, [...cli, ...args], { env: { NODE_OPTIONS: '' } });
  return stdout;
}

/** What the script of a shell asks for each key; the last line is for the shell. */
async function suggestions(...typed: string[]): Promise<string[]> {
  const lines = (await quartet('complete', '--', ...typed)).split('\n');
  return lines.slice(0, -1).map((line) => line.split('\t')[0] ?? '');
}

test.each(['bash', 'zsh', 'fish'])('the script for %s asks this workspace', async (shell) => {
  expect(await quartet('completion', shell)).toContain(join(ROOT, 'bin/quartet.js'));
});

test('bash takes the script', async () => {
  const { exitCode } = await execa('bash', ['-n'], { input: await quartet('completion', 'bash') });
  expect(exitCode).toBe(0);
});

test('commands, sub-commands and choices are suggested', async () => {
  expect(await suggestions('cre')).toEqual(['create']);
  expect(await suggestions('create', '')).toEqual(expect.arrayContaining(['workspace', 'service', 'module']));
  expect(await suggestions('create', 'service', 'x', '--framework', '')).toEqual(['fastify', 'nest']);
});

test('modules and services are suggested by their names', async () => {
  expect(await suggestions('add', '')).toEqual(expect.arrayContaining(['api-keys', 'users']));
  const names = readServices(ROOT).map(({ name }) => name);
  expect(await suggestions('add', 'users', '--to', '')).toEqual(names);
  expect(await suggestions('remove', 'users', '--from', '')).toEqual(names);
});
