import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { memoryOfServices } from './memory.ts';
import { median } from './rates.ts';
import type { Result } from './result.ts';
import { startWorkspace } from './workspace-process.ts';

const ROUNDS = 3;
/** What the start has left behind is collected, and the timers of the services have run, after so long. */
const IDLE_MS = 5_000;

/** `npm start` until every service says that it is ready, on a fresh data folder and again, and what then idles. */
export async function measureStart(): Promise<Result[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  let memory = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const dataDir = await mkdtemp(join(tmpdir(), 'quartet-bench-start-'));
    try {
      cold.push(await secondsToStart(dataDir));
      warm.push(await secondsToStart(dataDir));
      if (round === ROUNDS - 1) memory = await idleMemory(dataDir);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  }
  return [
    { what: 'start, fresh data folder', ours: median(cold), unit: 's', target: { atMost: 6 } },
    { what: 'start, again', ours: median(warm), unit: 's', target: { atMost: 3 } },
    { what: 'memory of the idle services', ours: memory, unit: 'MB', target: { atMost: 400 } },
  ];
}

async function secondsToStart(dataDir: string): Promise<number> {
  await using workspace = await startWorkspace(dataDir);
  return workspace.secondsToReady;
}

async function idleMemory(dataDir: string): Promise<number> {
  await using workspace = await startWorkspace(dataDir);
  await delay(IDLE_MS);
  return await memoryOfServices(workspace.pid);
}
