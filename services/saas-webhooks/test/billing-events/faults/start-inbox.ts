import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '@quartet/platform/embedded-postgres';
import { vi } from 'vitest';

const ROOT = join(import.meta.dirname, '../../../../..');
export const WEBHOOK_SECRET = 'whsec_of_the_endpoint';
const OPERATOR_TOKEN = 'an-operators-token-of-at-least-32-characters';
export const byOperator = { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'application/json' };

/** A process of this service. */
export interface InboxProcess {
  url: string;
  pid: number;
  /** False as soon as it ended, for whatever reason. */
  isRunning(): boolean;
  /** As by a lack of memory or of electricity. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts this service as it is run in production, but for https; resolves when it is ready. */
export async function startInbox(
  databaseUrl: string,
  { nodeArguments = [] }: { nodeArguments?: readonly string[] } = {},
): Promise<InboxProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    [
      ...nodeArguments,
      '--import',
      join(ROOT, 'bin/short-imports.js'),
      join(ROOT, 'services/saas-webhooks/src/main.ts'),
    ],
    {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'test',
        PORT: String(port),
        PUBLIC_URL: 'https://api.example.com',
        DATABASE_URL: databaseUrl,
        DATA_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
        STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
        OPERATOR_TOKENS: `tests:${OPERATOR_TOKEN}`,
        RATE_LIMIT_FACTOR: '1000',
        LOG_LEVEL: 'fatal',
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  await vi.waitUntil(() => isReady(url, child), { timeout: 60_000, interval: 50 });
  return {
    url,
    pid: child.pid ?? 0,
    isRunning: () => isRunning(child),
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

async function isReady(url: string, child: ChildProcess): Promise<boolean> {
  if (!isRunning(child)) throw new Error('The process ended while it was starting.');
  return await fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}
