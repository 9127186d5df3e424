import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { EXIT_CONFIG } from '@quartet/platform/config';
import type { Run } from './keep-running.ts';
import { RUNTIME_FLAGS } from './runtime-flags.ts';

export interface ServiceProcess {
  name: string;
  /** The TypeScript or JavaScript file that the process runs. */
  entry: string;
  cwd: string;
  env: Record<string, string | undefined>;
}

export interface ServiceProcessOptions {
  /** Milliseconds from SIGTERM to SIGKILL. */
  graceMs: number;
  /** Receives the standard output and the standard error of the process. */
  onOutput(stdout: Readable, stderr: Readable): void;
}

/** The configuration of the service is wrong, so trying again is no use. */
export class ServiceRefusedToStart extends Error {
  override readonly name = 'ServiceRefusedToStart';
  readonly service: string;
  readonly problems: string[];

  constructor(service: string, problems: string[]) {
    super(`${service} does not start: ${problems.join('; ')}`);
    this.service = service;
    this.problems = problems;
  }
}

/**
 * Starts a service as a process of its own, on the runtime of this one, and waits until it says
 * `{ type: 'ready' }` over its channel. The process leads its own process group: Ctrl-C in a terminal
 * reaches the supervisor alone, which then stops the services in order. When the supervisor is gone, the
 * channel closes, and that is the sign for the service to end.
 *
 * @throws {ServiceRefusedToStart} when it says `{ type: 'failed', problems }` and ends with exit code 78; an
 *   Error when it ends otherwise.
 */
export async function startServiceProcess(
  service: ServiceProcess,
  { graceMs, onOutput }: ServiceProcessOptions,
  signal: AbortSignal,
): Promise<Run> {
  const child = spawn(process.execPath, [...RUNTIME_FLAGS, service.entry], {
    cwd: service.cwd,
    env: service.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  onOutput(child.stdout as Readable, child.stderr as Readable);
  const exited = endOf(child);
  const stop = () => terminate(child, exited, graceMs);
  if (signal.aborted) void stop();
  else signal.addEventListener('abort', () => void stop(), { once: true });
  const problems = await problemsAtStart(child, exited);
  if (problems === undefined) return { pid: child.pid, exited };
  const killTimer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  const reason = await exited;
  clearTimeout(killTimer);
  if (reason === `exit code ${EXIT_CONFIG}`) throw new ServiceRefusedToStart(service.name, problems);
  throw new Error(problems.join('; '));
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, 'exit');
    return signal ? `signal ${signal}` : `exit code ${code}`;
  } catch (error) {
    return `it could not be started (${error instanceof Error ? error.message : String(error)})`;
  } finally {
    signalGroup(child, 'SIGKILL');
  }
}

async function terminate(child: ChildProcess, exited: Promise<string>, graceMs: number): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
}

/** The group holds whatever the service itself has started; a group that is gone already is no error. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Waits until the service is ready (nothing), or tells or shows why it does not get there. */
function problemsAtStart(child: ChildProcess, exited: Promise<string>): Promise<string[] | undefined> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: unknown) => {
      if (isServiceMessage(message)) resolve(message.type === 'ready' ? undefined : message.problems);
    });
    exited.then((reason) => resolve([`${reason} before it was ready`]), reject);
  });
}

type ServiceMessage = { type: 'ready' } | { type: 'failed'; problems: string[] };

function isServiceMessage(message: unknown): message is ServiceMessage {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  return message.type === 'ready' || (message.type === 'failed' && 'problems' in message);
}
