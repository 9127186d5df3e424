import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type LockedDataFolder, lockDataFolder } from '../../data-folder/index.ts';
import {
  disposableSettings,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  freePort,
  startEmbeddedPostgres,
} from '../index.ts';

export const secrets = { superuserPassword: `su'per`, ownerPassword: 'own/er', servicePassword: 'ser@vice' };

/** A data folder for tests, and what they started in it. */
export interface Sandbox {
  readonly path: string;
  /** What PostgreSQL logged. */
  readonly lines: readonly string[];
  /** Locks the folder if it is not yet, and starts. */
  start(options?: Partial<EmbeddedPostgresOptions>): Promise<EmbeddedPostgres>;
  /** Stops what was started, and unlocks the folder. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function createSandbox(): Promise<Sandbox> {
  return sandboxAt(await mkdtemp(join(tmpdir(), 'quartet-test-embedded-')));
}

export function sandboxAt(path: string): Sandbox {
  const lines: string[] = [];
  let dataFolder: LockedDataFolder | undefined;
  let running: EmbeddedPostgres | undefined;
  const stop = async () => {
    await running?.stop();
    await dataFolder?.release();
    dataFolder = undefined;
    running = undefined;
  };
  return {
    path,
    lines,
    async start(options = {}) {
      dataFolder ??= await lockDataFolder(path);
      running = await startEmbeddedPostgres({
        dataFolder,
        port: await freePort(),
        secrets,
        log: (line) => lines.push(line),
        settings: disposableSettings,
        ...options,
      });
      return running;
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** Runs one statement and gives its rows. */
export async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
