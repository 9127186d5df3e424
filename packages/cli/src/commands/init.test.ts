import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { DATABASE_PORT_OFFSET } from '../port-offsets.ts';
import { freePortBase } from '../supervisor/ports.ts';
import { ROOT, readServices } from '../workspace.ts';

const HOST = '127.0.0.1';
const OFFSETS = [...readServices(ROOT).map(({ portOffset }) => portOffset), DATABASE_PORT_OFFSET];

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'quartet-init-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function quartet(args: string[], base: number) {
  const cli = ['--import', join(ROOT, 'bin/short-imports.js'), join(ROOT, 'packages/cli/src/main.ts')];
  const env = { PATH: process.env.PATH, QUARTET_DATA_DIR: dataDir, QUARTET_PORT_BASE: String(base) };
  return execa(process.execPath, [...cli, ...args], {
    env,
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  });
}

test('init makes the database that a start needs, and a second one changes nothing', async () => {
  const base = await freePortBase(HOST, OFFSETS);
  const migrations = readdirSync(join(ROOT, 'db/migrations')).length;
  const first = await quartet(['init'], base);
  expect([first.exitCode, first.stdout]).toEqual([
    0,
    expect.stringContaining(`${migrations} migrations applied`),
  ]);
  expect(first.stdout).toContain('Next: npm start');
  const second = await quartet(['init'], base);
  expect([second.exitCode, second.stdout]).toEqual([0, expect.stringContaining('up to date')]);
});

test('dev takes its first port from --port before QUARTET_PORT_BASE', async () => {
  const base = await freePortBase(HOST, OFFSETS);
  const occupier = createServer().listen(base, HOST);
  onTestFinished(() => void occupier.close());
  await once(occupier, 'listening');
  const { exitCode, stderr } = await quartet(['dev', '--port', String(base)], 1);
  expect([exitCode, stderr]).toEqual([4, expect.stringContaining(`Port ${base} on ${HOST}`)]);
});

test.each(['0', '70000', 'http', '80.5'])('dev --port %s is wrong usage', async (port) => {
  const { exitCode, stderr } = await quartet(['dev', '--port', port], 1);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('a number from 1 to')]);
});
