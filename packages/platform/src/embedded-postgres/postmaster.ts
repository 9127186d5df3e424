import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type Binaries, program } from './binaries.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { invocation, type PostgresUser } from './postgres-user.ts';
import { shutDown } from './shut-down.ts';

/** PostgreSQL's main process, which runs the sessions as its children. */
export interface Postmaster {
  readonly pid: number;
  readonly exited: Promise<PostmasterExit>;
  stop(): Promise<void>;
}

/** As the operating system reports it: one of the two is null. */
export interface PostmasterExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface PostmasterOptions {
  readonly cluster: string;
  readonly binaries: Binaries;
  readonly user: PostgresUser;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

const LINGERING_SESSIONS_PATIENCE_MS = 10_000;
const LINGERING_SESSIONS_POLL_MS = 100;

/**
 * Starts PostgreSQL and returns when it accepts connections. Sessions of a
 * postmaster that was killed notice its death when they next wait; until then
 * PostgreSQL refuses to start beside them, so the start is tried again.
 */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const giveUpAt = performance.now() + LINGERING_SESSIONS_PATIENCE_MS;
  for (;;) {
    const outcome = await spawnPostmaster(options);
    if ('pid' in outcome) return outcome;
    const failure = explain(outcome.lines, options);
    const lingering = failure.code === 'previous_server_lingers';
    if (!lingering || performance.now() > giveUpAt) throw failure;
    await delay(LINGERING_SESSIONS_POLL_MS);
  }
}

async function spawnPostmaster(
  options: PostmasterOptions,
): Promise<Postmaster | { readonly lines: readonly string[] }> {
  const child = spawnServer(options);
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  const output = createInterface({ input: child.stderr });
  output.on('line', options.log);
  const { ready, lines } = await readUntilReady(output);
  if (!ready || child.pid === undefined) {
    await exited;
    return { lines };
  }
  return {
    pid: child.pid,
    exited,
    stop: () =>
      shutDown({
        signal: (name) => child.kill(name),
        endsWithin: (ms) => Promise.race([exited.then(() => true), delay(ms, false, { ref: false })]),
      }),
  };
}

function spawnServer(options: PostmasterOptions): ChildProcessByStdio<null, null, Readable> {
  const settings = Object.entries({ ...options.settings, port: String(options.port) });
  const serverArgs = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const file = program(options.binaries, 'postgres');
  const {
    command,
    args,
    options: spawnOptions,
  } = invocation(options.user, file, ['-D', options.cluster, ...serverArgs]);
  return spawn(command, args, {
    ...spawnOptions,
    // Its own process group: Ctrl-C in a terminal must not stop it before the services.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

function readUntilReady(output: Interface): Promise<{ ready: boolean; lines: string[] }> {
  const { promise, resolve } = Promise.withResolvers<{ ready: boolean; lines: string[] }>();
  const lines: string[] = [];
  const onLine = (line: string) => {
    lines.push(line);
    if (line.endsWith('database system is ready to accept connections')) finish(true);
  };
  const finish = (ready: boolean) => {
    output.off('line', onLine);
    resolve({ ready, lines });
  };
  output.on('line', onLine);
  output.once('close', () => finish(false));
  return promise;
}

function explain(lines: readonly string[], { port, cluster }: PostmasterOptions): EmbeddedPostgresError {
  const output = lines.join('\n');
  if (output.includes('Address already in use')) {
    return new EmbeddedPostgresError(
      `Port ${port}, which PostgreSQL was to use, is taken by another program. ` +
        'Stop that program, or move Quartet to other ports with QUARTET_PORT_BASE.',
      { code: 'port_taken' },
    );
  }
  if (output.includes('pre-existing shared memory block')) {
    return new EmbeddedPostgresError(
      `Sessions of an earlier PostgreSQL on ${cluster} are still running after its end. ` +
        'Wait for them, or end the processes named "postgres" that belong to it, and start again.',
      { code: 'previous_server_lingers' },
    );
  }
  return new EmbeddedPostgresError(`PostgreSQL did not start:\n${output}`, { code: 'start_failed' });
}
