import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '@quartet/platform/embedded-postgres';
import { vi } from 'vitest';

const ROOT = join(import.meta.dirname, '../../../..');
/** A start on a machine that is busy with other tests. */
const PATIENCE_MS = 60_000;

/** A service that runs in a process of its own. */
export interface ServiceProcess {
  url: string;
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  startAgain(): Promise<void>;
}

/** Starts the entry file of a service as the product does; answers once it is ready. */
export async function startProcess(
  entry: string,
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess;
  const start = async () => {
    child = spawn(process.execPath, ['--import', join(ROOT, 'bin/short-imports.js'), join(ROOT, entry)], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'test',
        HOST: '127.0.0.1',
        PORT: String(port),
        PUBLIC_URL: 'https://api.example.com',
        RATE_LIMIT_FACTOR: '1000',
        MAX_EVENT_LOOP_DELAY_MS: '0',
        LOG_LEVEL: 'silent',
        ...env,
      },
    });
    await vi.waitUntil(() => isReady(url, child), { timeout: PATIENCE_MS, interval: 50 });
  };
  await start();
  return {
    url,
    startAgain: start,
    async kill(signal) {
      if (hasEnded(child)) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

async function isReady(url: string, child: ChildProcess): Promise<boolean> {
  if (hasEnded(child)) throw new Error(`The process of ${url} ended: ${child.exitCode ?? child.signalCode}.`);
  return fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
