import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe } from 'vitest';

export interface TestRedis {
  url: string;
  /** Ends the server, as an outage would; its counts are lost. */
  stop(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** Freezes the server: it accepts connections and answers nothing. */
  freeze(): void;
}

/**
 * A suite that needs a `redis-server` on the path. Where there is none its title says that it was skipped;
 * with `CI` in the environment it runs nevertheless, and fails.
 */
export function describeWithRedis(title: string, suite: () => void): void {
  const isMissing = spawnSync('redis-server', ['--version']).error !== undefined && !process.env.CI;
  describe.skipIf(isMissing)(isMissing ? `${title} (skipped: redis-server is not installed)` : title, suite);
}

/** Starts a Redis of its own on a free port of 127.0.0.1. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let server: ChildProcess | undefined;
  const redis: TestRedis = {
    url: `redis://127.0.0.1:${port}`,
    start: async () => {
      server = await spawnRedis(port);
    },
    stop: async () => {
      const running = server;
      server = undefined;
      if (running === undefined) return;
      const exited = once(running, 'exit');
      running.kill('SIGKILL');
      await exited;
    },
    freeze: () => void server?.kill('SIGSTOP'),
  };
  await redis.start();
  return redis;
}

async function spawnRedis(port: number): Promise<ChildProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'quartet-redis-'));
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no', dir: folder };
  const server = spawn(
    'redis-server',
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]),
  );
  server.once('exit', () => void rm(folder, { recursive: true, force: true }));
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.once('exit', (code) => failed(new Error(`redis-server ended with ${code}.`)));
    createInterface(server.stdout).on('line', (line) => {
      if (line.includes('Ready to accept connections')) ready();
    });
  });
  return server;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
