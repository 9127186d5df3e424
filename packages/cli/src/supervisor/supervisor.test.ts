import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import type { RunStatus } from './keep-running.ts';
import { collectorFormat } from './log-format.ts';
import { createLogMerger } from './log-merger.ts';
import { ServiceRefusedToStart } from './service-process.ts';
import { type Supervisor, superviseServices } from './supervisor.ts';
import { TextSink } from './testing/text-sink.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

test('a service that crashes comes back, and the others never notice', async () => {
  const { supervisor, changes } = supervise(['steady', 'stubborn']);
  await supervisor.firstStarts();
  const [crashed = Number.NaN, other] = pidsOf(supervisor);

  process.kill(crashed, 'SIGKILL');
  await eventually(() => changes.filter(isReady('steady')).length === 2);

  expect(pidsOf(supervisor)[0]).not.toBe(crashed);
  expect(pidsOf(supervisor)[1]).toBe(other);
  expect(changes.filter((change) => change.name === 'stubborn').map((change) => change.state)).toEqual([
    'starting',
    'ready',
  ]);
  expect(changes.find((change) => change.state === 'restarting')?.lastProblem).toBe('signal SIGKILL');
});

test('a service that fails again and again is tried with growing delays', async () => {
  const { supervisor, changes } = supervise(['crashing']);
  const [failure] = await supervisor.firstStarts();
  const delays = () => changes.flatMap((change) => change.retryInMs ?? []);
  await eventually(() => delays().length >= 4);

  expect(failure?.message).toBe('exit code 3 before it was ready');
  expect(delays().slice(0, 4)).toEqual([10, 20, 40, 40]);
});

test('a service with a wrong configuration tells the problems', async () => {
  const { supervisor } = supervise(['refusing']);
  const [failure] = await supervisor.firstStarts();

  expect(failure).toBeInstanceOf(ServiceRefusedToStart);
  expect((failure as ServiceRefusedToStart).problems).toEqual(['ACME_KEY is missing']);
});

test('a restart on request replaces the named services alone', async () => {
  const { supervisor, changes } = supervise(['steady', 'stubborn']);
  await supervisor.firstStarts();
  const [, other] = pidsOf(supervisor);

  supervisor.restart(new Set(['steady']));
  await eventually(() => changes.filter(isReady('steady')).length === 2);

  expect(pidsOf(supervisor)[1]).toBe(other);
});

test('stopping ends every service, also one that ignores SIGTERM', async () => {
  const { supervisor } = supervise(['steady', 'stubborn']);
  await supervisor.firstStarts();
  const pids = pidsOf(supervisor);

  await supervisor[Symbol.asyncDispose]();

  expect(pids.filter(isAlive)).toEqual([]);
  expect(supervisor.runs.map((run) => run.status.state)).toEqual(['stopped', 'stopped']);
});

test('stopping while a service waits for its next try ends the waiting', async () => {
  const { supervisor, changes } = supervise(['crashing'], { firstDelayMs: 600_000, maxDelayMs: 600_000 });
  await supervisor.firstStarts();
  await eventually(() => changes.some((change) => change.state === 'restarting'));

  await supervisor[Symbol.asyncDispose]();

  expect(supervisor.runs[0]?.status.state).toBe('stopped');
});

test('services end by themselves when their supervisor is killed', async () => {
  const [process_, pids] = await superviseInProcess(['steady', 'steady']);
  process_.kill('SIGKILL');

  await eventually(() => !pids.some(isAlive));
});

test('SIGTERM to the supervisor ends it and all services, also one that ignores signals', async () => {
  const [process_, pids] = await superviseInProcess(['steady', 'stubborn']);
  process_.kill('SIGTERM');
  const [code] = await once(process_, 'exit');

  expect(code).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
});

function supervise(names: string[], delays = { firstDelayMs: 10, maxDelayMs: 40 }) {
  const changes: RunStatus[] = [];
  const supervisor = superviseServices({
    services: names.map((name) => ({ name, entry: fixture(name), cwd: process.cwd(), env: process.env })),
    logs: createLogMerger(new TextSink(), collectorFormat),
    errors: createLogMerger(new TextSink(), collectorFormat),
    policy: { ...delays, healthyAfterMs: 30_000 },
    graceMs: 300,
    onChange: (change) => changes.push(change),
  });
  cleanups.push(() => supervisor[Symbol.asyncDispose]());
  return { supervisor, changes };
}

async function superviseInProcess(names: string[]): Promise<[ChildProcess, number[]]> {
  const child = fork(fixture('run-supervisor'), names.map(fixture), { execArgv: [] });
  cleanups.push(() => child.kill('SIGKILL'));
  const [pids] = await once(child, 'message');
  cleanups.push(() => {
    for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
  });
  return [child, pids];
}

function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}.js`, import.meta.url));
}

function pidsOf(supervisor: Supervisor): number[] {
  return supervisor.runs.map((run) => run.status.pid ?? Number.NaN);
}

function isReady(name: string) {
  return (change: RunStatus) => change.name === name && change.state === 'ready';
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Processes start slowly on a busy machine. */
function eventually(condition: () => boolean): Promise<boolean> {
  return vi.waitUntil(condition, { timeout: 20_000 });
}
