import type { LockedDataFolder } from '@quartet/platform/data-folder';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@quartet/platform/embedded-postgres';
import pg from 'pg';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { DatabaseSettings } from '../settings.ts';
import { RESTART_POLICY } from '../supervisor/backoff.ts';
import { keepRunning, type Run, type RunStatus } from '../supervisor/keep-running.ts';

export interface OpenDatabase extends AsyncDisposable {
  /** Connects as the owner of the schema: for migrations and seeds. */
  ownerUrl: string;
  /** What the services get as DATABASE_URL. */
  serviceUrl: string;
  /** For people, without a password. */
  place: string;
}

type ExternalDatabase = Extract<DatabaseSettings, { kind: 'external' }>;
type EmbeddedDatabase = Extract<DatabaseSettings, { kind: 'embedded' }>;

export interface OpenDatabaseOptions {
  settings: DatabaseSettings;
  /** Held by this process; only an embedded PostgreSQL needs it. */
  dataFolder: LockedDataFolder | undefined;
  port: number;
  /** Receives each line that the embedded PostgreSQL writes. */
  onLine(line: string): void;
  onChange(status: RunStatus): void;
}

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * The PostgreSQL of DATABASE_URL, or an embedded one that is started again whenever it ends by itself.
 *
 * @throws {EmbeddedPostgresError} when the embedded one does not start, {CommandError} when the other is away.
 */
export function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const { settings, dataFolder } = options;
  if (settings.kind === 'external') return connectTo(settings);
  if (!dataFolder) throw new Error('The embedded PostgreSQL needs a locked data folder.');
  return embed(settings, dataFolder, options);
}

async function connectTo({ url, ownerUrl }: ExternalDatabase): Promise<OpenDatabase> {
  const serviceUrl = url.reveal();
  await reach(serviceUrl, 'DATABASE_URL');
  if (ownerUrl !== url) await reach(ownerUrl.reveal(), 'DATABASE_OWNER_URL');
  return {
    ownerUrl: ownerUrl.reveal(),
    serviceUrl,
    place: `${placeOf(serviceUrl)} (DATABASE_URL)`,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function reach(url: string, setting: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new CommandError(
      `PostgreSQL at ${placeOf(url)} (${setting}) cannot be reached: ${reason}. Check ${setting}.`,
      { exitCode: EXIT.database, cause },
    );
  } finally {
    await client.end();
  }
}

function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

async function embed(
  passwords: EmbeddedDatabase,
  dataFolder: LockedDataFolder,
  { port, onLine, onChange }: OpenDatabaseOptions,
): Promise<OpenDatabase> {
  const started = Promise.withResolvers<EmbeddedPostgres>();
  const kept = keepRunning({
    name: 'postgres',
    policy: RESTART_POLICY,
    onChange,
    start: async (signal) => {
      const postgres = await startEmbeddedPostgres({
        dataFolder,
        port,
        secrets: {
          superuserPassword: passwords.superuserPassword.reveal(),
          ownerPassword: passwords.ownerPassword.reveal(),
          servicePassword: passwords.servicePassword.reveal(),
        },
        log: onLine,
      });
      started.resolve(postgres);
      return runOf(postgres, signal);
    },
  });
  const failure = await kept.firstStart;
  if (failure) {
    await kept.stop();
    throw failure;
  }
  const { ownerUrl, serviceUrl } = await started.promise;
  return {
    ownerUrl,
    serviceUrl,
    place: `127.0.0.1:${port}/quartet`,
    [Symbol.asyncDispose]: () => kept.stop(),
  };
}

function runOf(postgres: EmbeddedPostgres, signal: AbortSignal): Run {
  const stop = () => void postgres.stop();
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  const exited = postgres.exited.then(({ code, signal: by }) => (by ? `signal ${by}` : `exit code ${code}`));
  return { pid: postgres.pid, exited };
}
