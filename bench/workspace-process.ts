import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePortBase } from '@quartet/cli/ports';
import { z } from 'zod';
import { ROOT } from './server-process.ts';

export interface WorkspaceProcess extends AsyncDisposable {
  pid: number;
  /** From the command to the moment when the last service said that it is ready. */
  secondsToReady: number;
}

const POLL_MS = 10;
const PATIENCE_MS = 60_000;
/** The embedded PostgreSQL's, from the base port. */
const DATABASE_PORT_OFFSET = 432;

const workspaceFile = z.object({ services: z.record(z.string(), z.object({ port: z.int() })) });

/** Runs `npm start` without npm, on a data folder and ports of its own. */
export async function startWorkspace(dataDir: string): Promise<WorkspaceProcess> {
  const offsets = portOffsets();
  const portBase = await freePortBase('127.0.0.1', [...offsets, DATABASE_PORT_OFFSET]);
  const began = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'bin/quartet.js'), 'start'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, QUARTET_DATA_DIR: dataDir, QUARTET_PORT_BASE: `${portBase}` },
    // By the channel it learns that this process has gone.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  try {
    await Promise.all(offsets.map((offset) => untilReady(portBase + offset, () => child.exitCode)));
  } catch (error) {
    await stop();
    throw error;
  }
  const secondsToReady = (performance.now() - began) / 1000;
  return { pid: Number(child.pid), secondsToReady, [Symbol.asyncDispose]: stop };
}

function portOffsets(): number[] {
  const { services } = workspaceFile.parse(JSON.parse(readFileSync(join(ROOT, 'quartet.json'), 'utf8')));
  return Object.values(services).map(({ port }) => port);
}

async function untilReady(port: number, exitCode: () => number | null): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!(await isReady(port))) {
    if (exitCode() !== null) throw new Error(`npm start ended with exit code ${exitCode()}.`);
    if (performance.now() > giveUpAt) throw new Error(`The service at port ${port} did not become ready.`);
    await delay(POLL_MS);
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
  } catch {
    return false; // nobody listens yet
  }
}
