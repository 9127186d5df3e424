import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { list } from 'tar';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DATABASE_PORT_OFFSET } from '../port-offsets.ts';
import { freePortBase } from '../supervisor/ports.ts';
import { ROOT } from '../workspace.ts';

const HOST = '127.0.0.1';
const START_PATIENCE_MS = 90_000;
const POLL_MS = 200;

/** As in a terminal of somebody who has npm and git, and nothing of the tests around. */
const env = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  GIT_AUTHOR_NAME: 'Ada Lovelace',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada Lovelace',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => /^npm_config_(cache|registry)$/i.test(name)),
  ),
};

let parent: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'quartet-workspace-'));
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

function create(folder: string, ...args: string[]) {
  const cli = ['--import', join(ROOT, 'bin/short-imports.js'), join(ROOT, 'packages/cli/src/main.ts')];
  const command = [...cli, 'create', 'workspace', folder, '--yes', '--json', ...args];
  return execa(process.execPath, command, {
    cwd: parent,
    env,
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  });
}

test('a folder with something in it is refused, and stays as it is', async () => {
  const folder = join(parent, 'used');
  mkdirSync(folder);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  const { exitCode, stderr } = await create(folder);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('is not empty')]);
  expect(readdirSync(folder)).toEqual(['notes.txt']);
});

test('without an install there is a commit of everything, and the base of modules and migrations', async () => {
  const folder = join(parent, 'not-installed');
  const { stdout } = await create('not-installed', '--services', 'saas-webhooks', '--no-install');
  expect(JSON.parse(stdout)).toMatchObject({ folder, name: 'not-installed', git: 'committed' });
  const { stdout: status } = await execa('git', ['status', '--porcelain'], { cwd: folder });
  expect(status).toBe('');
  const paths: string[] = [];
  await list({ file: join(folder, '.quartet/base.tgz'), onReadEntry: ({ path }) => void paths.push(path) });
  expect(paths).toEqual(expect.arrayContaining(['modules/auth/module.json', 'db/migrations/0003_auth.sql']));
  const { stdout: tracked } = await execa('git', ['ls-files', '.quartet'], { cwd: folder });
  expect(tracked).toBe('.quartet/base.tgz');
});

/** The blocks of commands of a chapter of the README, in their order. */
function blocksOf(chapter: string): string[] {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [, after = ''] = text.split(`\n## ${chapter}\n`);
  const [own = ''] = after.split('\n## ');
  return [...own.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, commands = '']) => commands);
}

test('a workspace is made, grows by a module, runs, sheds it and passes its own tests, as the README has it', async () => {
  const folder = join(parent, 'acme');
  const base = await freePortBase(HOST, [0, DATABASE_PORT_OFFSET]);
  const url = `http://${HOST}:${base}`;
  const type = (commands: string, cwd: string) =>
    execa('bash', ['-euo', 'pipefail', '-c', commands], { cwd, env, extendEnv: false, stdin: 'ignore' });
  const [creating = '', growing = '', calling = '', shedding = ''] = blocksOf('A workspace of your own');

  await type(creating.replace('../acme', folder), ROOT);
  expect(growing).toMatch(/^cd \.\.\/acme\n[\s\S]*\nnpm start\n$/);
  const { stdout: grown } = await type(
    growing.replace('../acme', folder).replace(/npm start\n$/, ''),
    parent,
  );
  expect(grown).toContain('Added api-keys to saas-api.');

  const started = execa('npm', ['start'], {
    cwd: folder,
    env: { ...env, QUARTET_PORT_BASE: String(base) },
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    reject: false,
  });
  try {
    await untilReady(`${url}/health/ready`);
    const { stdout } = await type(calling.replace('http://127.0.0.1:8000', url), folder);
    expect(stdout.split('\n')).toEqual(['grace@example.com', 'insufficient_scope', '1']);
    expect((await fetch(`${url}/api/teams`)).status).toBe(404);
  } finally {
    started.kill('SIGINT');
  }
  const { exitCode, all } = await started;
  expect([exitCode, all]).toEqual([0, expect.stringContaining('saas-api')]);

  const { stdout: shed } = await type(shedding, folder);
  expect(shed.trim().split('\n').at(-1)).toBe('Removed api-keys from saas-api.');

  const tests = await execa('npm', ['test'], {
    cwd: folder,
    env,
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    reject: false,
  });
  expect([tests.exitCode, tests.all]).toEqual([0, expect.stringMatching(/^\d{3} passed, 0 failed/m)]);
}, 900_000);

async function untilReady(url: string): Promise<void> {
  const giveUpAt = performance.now() + START_PATIENCE_MS;
  while (performance.now() < giveUpAt) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await sleep(POLL_MS);
  }
  throw new Error(`${url} did not become ready.`);
}
