import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@quartet/testing/postgres';
import { afterEach, expect, test, vi } from 'vitest';
import { EXIT } from '../exit-codes.ts';
import { freePortBase } from '../supervisor/ports.ts';

/** Processes and databases start slowly on a busy machine. */
const PATIENCE_MS = 90_000;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

test('a start tells where everything is, and keeps a second one from its data folder and its ports', async () => {
  const { child, output, portBase, dataDir } = await startWorkspace();

  expect(output()).toContain(`│ alpha   │ http://127.0.0.1:${portBase} `);
  expect(output()).toMatch(
    new RegExp(`│ beta +│ http://127.0.0.1:${portBase + 1} .*/docs │ ready +│ \\d+\\.\\d\\d s +│`),
  );
  expect(output()).toContain(`127.0.0.1:${portBase + 432}/quartet`);
  expect(output()).toContain(dataDir);

  const sameFolder = await endOf(launch({ portBase, dataDir }));
  expect(sameFolder.code).toBe(EXIT.dataFolderInUse);
  expect(sameFolder.output).toContain(`in use by process ${child.pid}`);

  const samePorts = await endOf(launch({ portBase, dataDir: temporaryFolder() }));
  expect(samePorts.code).toBe(EXIT.portTaken);
  expect(samePorts.output).toContain(`Port ${portBase} `);
  expect(samePorts.output).toContain('QUARTET_PORT_BASE=');
});

test('a killed service and a killed PostgreSQL come back, and the other service never notices', async () => {
  const { portBase, dataDir } = await startWorkspace();
  const [alpha, beta] = await Promise.all([ask(portBase), ask(portBase + 1)]);

  process.kill(alpha?.pid ?? Number.NaN, 'SIGKILL');
  process.kill(postmasterOf(dataDir), 'SIGKILL');

  await eventually(async () => {
    const answer = await ask(portBase);
    return answer?.role === 'quartet_service' && answer.pid !== alpha?.pid;
  });
  await eventually(async () => (await ask(portBase + 1))?.role === 'quartet_service');
  expect((await ask(portBase + 1))?.pid).toBe(beta?.pid);
});

test('a signal ends everything with exit code 0, also when it comes twice, and the next start has the data', async () => {
  const first = await startWorkspace();
  const processes = [first.child.pid, (await ask(first.portBase))?.pid, postmasterOf(first.dataDir)];

  first.child.kill('SIGINT');
  first.child.kill('SIGTERM');
  const [code] = await once(first.child, 'exit');

  expect(code).toBe(EXIT.ok);
  expect(processes.filter(isAlive)).toEqual([]);
  const second = await startWorkspace(first);
  expect(second.output()).not.toContain('Migrated.');
});

test('a wrong setting is named before anything is started', async () => {
  const { code, output } = await endOf(launch({ portBase: 80_000, dataDir: temporaryFolder() }));

  expect(code).toBe(EXIT.configuration);
  expect(output).toContain('QUARTET_PORT_BASE');
});

test('services get the login of DATABASE_URL alone, and migrations the one of DATABASE_OWNER_URL', async () => {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  const env = { DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl };
  const { portBase } = await startWorkspace({ ...(await freshPlace()), env });

  expect(await ask(portBase)).toMatchObject({ role: 'quartet_service', knowsOwner: false });
});

interface Place {
  portBase: number;
  dataDir: string;
  env?: Record<string, string>;
}

async function startWorkspace(place?: Place) {
  const { portBase, dataDir, env = {} } = place ?? (await freshPlace());
  const { child, output } = launch({ portBase, dataDir, env });
  await eventually(() => {
    if (child.exitCode !== null) throw new Error(output());
    return output().includes('data ');
  });
  return { child, output, portBase, dataDir };
}

async function freshPlace(): Promise<Place> {
  return { portBase: await freePortBase('127.0.0.1', [0, 1, 432]), dataDir: temporaryFolder() };
}

function launch({ portBase, dataDir, env }: Place): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/start-workspace.js')], {
    env: { PATH: process.env.PATH, QUARTET_PORT_BASE: String(portBase), QUARTET_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  cleanups.push(async () => {
    if (child.exitCode !== null || !child.kill('SIGTERM')) return;
    await once(child, 'exit');
  });
  return { child, output: () => text };
}

async function endOf({
  child,
  output,
}: ReturnType<typeof launch>): Promise<{ code: number; output: string }> {
  const [code] = await once(child, 'close');
  return { code, output: output() };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quartet-start-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Answer {
  pid: number;
  role?: string;
  knowsOwner?: boolean;
}

async function ask(port: number): Promise<Answer | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}`);
    return (await response.json()) as Answer;
  } catch {
    return undefined;
  }
}

function postmasterOf(dataDir: string): number {
  return Number.parseInt(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10);
}

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(condition, { timeout: PATIENCE_MS, interval: 100 });
}
