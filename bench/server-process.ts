import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { RUNTIME_FLAGS } from '@quartet/cli/runtime-flags';
import { freePort } from '@quartet/platform/embedded-postgres';

export const ROOT = join(import.meta.dirname, '..');

export interface ServerProcess extends AsyncDisposable {
  /** As in `http://127.0.0.1:40123`. */
  url: string;
}

/**
 * Runs a server as a process of its own on a free port, which it is told as PORT, and waits until it says
 * `{ type: 'ready' }` over its channel. What it writes goes to a file, as under a container's log driver.
 */
export async function startServer(
  entry: string,
  { env, logFile }: { env: Record<string, string>; logFile: string },
): Promise<ServerProcess> {
  const port = await freePort();
  await using log = await open(logFile, 'a');
  const child = spawn(process.execPath, [...RUNTIME_FLAGS, join(ROOT, entry)], {
    cwd: ROOT,
    env: { ...inherited(), ...env, PORT: `${port}` },
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  const exited = once(child, 'exit');
  const first = await Promise.race([once(child, 'message'), exited]);
  if (!isReady(first[0]))
    throw new Error(`${entry} did not start; it wrote ${logFile}: ${JSON.stringify(first[0])}`);
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Settings of the shell must not reach what is measured. */
function inherited(): Record<string, string | undefined> {
  const { PATH, NODE_OPTIONS, NODE_COMPILE_CACHE } = process.env;
  return { PATH, NODE_OPTIONS, NODE_COMPILE_CACHE };
}

function isReady(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
}
