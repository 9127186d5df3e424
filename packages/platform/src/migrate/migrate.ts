import pg from 'pg';
import { installJobs } from '../jobs/index.ts';
import type { Log } from '../log/index.ts';
import { type MigrationFile, readMigrations } from './migration-files.ts';

export interface MigrateOptions {
  /** Connection as the owner of the schema. */
  url: string;
  /** Folder of `NNNN_name.sql` files. */
  folder?: string;
  log?: Pick<Log, 'info'>;
}

/** The database and the files disagree in a way that no forward migration can mend. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** SQLSTATE (PostgreSQL, appendix A). */
const INSUFFICIENT_PRIVILEGE = '42501';
/** Any fixed number; starters of all versions must share it. */
const LOCK_KEY = 7_146_310_251;

/**
 * Brings the schema up to date, forward only. Each file runs in a transaction of its own together with
 * its record, so a crash leaves a whole number of migrations. An advisory lock makes the second of two
 * starters wait and then find nothing to do. The tables of the job queue come last, by its own migrations.
 *
 * @throws {MigrationError} when an applied file was altered or is unknown to this version of the code.
 */
export function migrate(options: MigrateOptions): Promise<{ applied: string[] }> {
  return withLock(options.url, async (client) => {
    await client.query(CREATE_LEDGER);
    const pending = pendingOf(readMigrations(options.folder), await appliedMigrations(client));
    for (const migration of pending) {
      await apply(client, migration);
      options.log?.info({ migration: migration.name }, 'Migrated.');
    }
    await installJobs(client);
    return { applied: pending.map((migration) => migration.name) };
  });
}

/** The names of the migrations that {@link migrate} would apply. */
export function pendingMigrations(options: MigrateOptions): Promise<string[]> {
  return withClient(options.url, async (client) => {
    const { rows } = await client.query(
      "select to_regclass('public.schema_migrations') is not null as exists",
    );
    const applied = rows[0]?.exists ? await appliedMigrations(client) : [];
    return pendingOf(readMigrations(options.folder), applied).map((migration) => migration.name);
  });
}

const CREATE_LEDGER = `
  create table if not exists public.schema_migrations (
    name       text primary key,
    checksum   text not null,
    applied_at timestamptz not null default now()
  )`;

interface AppliedMigration {
  name: string;
  checksum: string;
}

async function appliedMigrations(client: pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    'select name, checksum from public.schema_migrations order by name',
  );
  return rows;
}

function pendingOf(files: MigrationFile[], applied: AppliedMigration[]): MigrationFile[] {
  for (const [index, record] of applied.entries()) {
    const file = files[index];
    if (file?.name !== record.name) throw unknownMigration(record.name);
    if (file.checksum !== record.checksum) throw alteredMigration(record.name);
  }
  return files.slice(applied.length);
}

function unknownMigration(name: string): MigrationError {
  return new MigrationError(
    `The database has the migration ${name}, which stands at another place in this version or not at all. ` +
      'Run the version of the code that made it, or restore an older backup.',
  );
}

function alteredMigration(name: string): MigrationError {
  return new MigrationError(
    `The migration ${name} was changed after it had been applied. Restore the file and put the change into a new one.`,
  );
}

async function apply(client: pg.Client, migration: MigrationFile): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query('insert into public.schema_migrations (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new MigrationError(`The migration ${migration.name} failed: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function withLock<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  return withClient(url, async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK_KEY]);
    return work(client);
  });
}

/** Disconnecting also gives up the lock. */
async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url, application_name: 'quartet-migrate' });
  await client.connect();
  try {
    return await work(client);
  } catch (error) {
    if ((error as pg.DatabaseError).code !== INSUFFICIENT_PRIVILEGE) throw error;
    const advice = 'Connect as the role that owns the schema.';
    throw new MigrationError(`${(error as Error).message}. ${advice}`, { cause: error });
  } finally {
    await client.end();
  }
}
