import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { DATABASE_PORT_OFFSET } from '../port-offsets.ts';
import { freePortBase } from '../supervisor/ports.ts';
import { readServices } from '../workspace.ts';
import { type CheckResult, noneOf } from './check.ts';

const HOST = '127.0.0.1';
const START_PATIENCE_MS = 60_000;
const POLL_MS = 100;

/** Starts the workspace on a data folder and ports of its own, and validates what each service publishes. */
export async function openApiDocumentsAreValid(root: string): Promise<CheckResult> {
  await using resources = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'quartet-openapi-'));
  resources.defer(() => rm(dataDir, { recursive: true, force: true }));
  const services = readServices(root);
  const portBase = await freePortBase(HOST, [
    ...services.map(({ portOffset }) => portOffset),
    DATABASE_PORT_OFFSET,
  ]);
  const workspace = resources.use(startWorkspace(root, { dataDir, portBase }));
  const problems = await Promise.all(
    services.map(async ({ name, portOffset }) => {
      const url = `http://${HOST}:${portBase + portOffset}/openapi.json`;
      return problemsOf(name, await documentAt(url, workspace));
    }),
  );
  return noneOf(problems.flat());
}

interface StartedWorkspace extends AsyncDisposable {
  ended(): boolean;
  output(): string;
}

function startWorkspace(
  root: string,
  { dataDir, portBase }: { dataDir: string; portBase: number },
): StartedWorkspace {
  const child = spawn(process.execPath, [join(root, 'packages/cli/src/main.ts'), 'start'], {
    cwd: root,
    env: { PATH: process.env.PATH, QUARTET_DATA_DIR: dataDir, QUARTET_PORT_BASE: String(portBase) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  return {
    ended: () => child.exitCode !== null,
    output: () => text,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function documentAt(url: string, workspace: StartedWorkspace): Promise<Record<string, unknown>> {
  const giveUpAt = performance.now() + START_PATIENCE_MS;
  while (performance.now() < giveUpAt && !workspace.ended()) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return (await response.json()) as Record<string, unknown>;
    await sleep(POLL_MS);
  }
  throw new Error(`${url} does not answer:\n${workspace.output()}`);
}

async function problemsOf(service: string, document: Record<string, unknown>): Promise<string[]> {
  const { valid, errors } = await new Validator().validate(document);
  if (valid) return [];
  return [`${service}: ${typeof errors === 'string' ? errors : JSON.stringify(errors, null, 2)}`];
}
