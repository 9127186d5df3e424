import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clusterFolder, programsPackage } from '@quartet/platform/embedded-postgres';
import { pendingMigrations } from '@quartet/platform/migrate';
import pg from 'pg';
import type { Settings } from '../settings.ts';
import { runningOwnerUrl } from '../start/owner-connection.ts';
import { ailing, type Finding, healthy } from './finding.ts';

const REQUIRED_MAJOR = 18;
const CONNECT_TIMEOUT_MS = 5_000;

/** PostgreSQL and the state of its schema, as far as they can be seen without starting anything. */
export async function examineDatabase(settings: Settings, root: string): Promise<Finding[]> {
  const { database } = settings;
  if (database.kind === 'external')
    return examineServer(database.ownerUrl.reveal(), 'Check DATABASE_URL and DATABASE_OWNER_URL.');
  const programs = [await examinePrograms(root), await examineCluster(settings.dataDir)];
  const runningUrl = await runningOwnerUrl(settings);
  if (!runningUrl) return [...programs, healthy('migrations', 'applied by the next start')];
  return [...programs, ...(await examineServer(runningUrl, 'See the log of the Quartet that runs.'))];
}

async function examineServer(url: string, remedy: string): Promise<Finding[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
    const { rows } = await client.query('show server_version');
    return [examineVersion(rows[0].server_version), await examineMigrations(url)];
  } catch (error) {
    return [ailing('PostgreSQL', `cannot be reached: ${reasonOf(error)}`, remedy)];
  } finally {
    await client.end();
  }
}

function examineVersion(version: string): Finding {
  if (Number.parseInt(version, 10) >= REQUIRED_MAJOR) return healthy('PostgreSQL', `version ${version}`);
  return ailing(
    'PostgreSQL',
    `version ${version}`,
    `Quartet needs PostgreSQL ${REQUIRED_MAJOR} or newer: upgrade the server.`,
  );
}

async function examineMigrations(url: string): Promise<Finding> {
  try {
    const pending = await pendingMigrations({ url });
    if (pending.length === 0) return healthy('migrations', 'all are applied');
    return ailing('migrations', `pending: ${pending.join(', ')}`, 'Run npm run quartet -- migrate');
  } catch (error) {
    return ailing(
      'migrations',
      reasonOf(error),
      'Run the version of the code that belongs to this database.',
    );
  }
}

/** The embedded PostgreSQL's programs come as a package for each platform. */
async function examinePrograms(root: string): Promise<Finding> {
  const postgres = join(root, 'node_modules', programsPackage(), 'native/bin/postgres');
  try {
    const { stdout } = await promisify(execFile)(postgres, ['--version']);
    return healthy('embedded PostgreSQL', stdout.trim());
  } catch (error) {
    const remedy = 'Run npm ci --include=optional, or set DATABASE_URL to a PostgreSQL of your own.';
    return ailing('embedded PostgreSQL', reasonOf(error), remedy);
  }
}

async function examineCluster(dataDir: string): Promise<Finding> {
  const file = join(clusterFolder(dataDir), 'PG_VERSION');
  const version = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (version === '') return healthy('database files', 'made by the first start');
  if (version === String(REQUIRED_MAJOR)) return healthy('database files', `of PostgreSQL ${version}`);
  return ailing(
    'database files',
    `of PostgreSQL ${version}, which version ${REQUIRED_MAJOR} cannot read`,
    'npm start says how to bring them over.',
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
