import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Contender } from './rates.ts';

/** Bytes of a row, as those of a small event. */
const ROW_BYTES = 1_024;

/**
 * What PostgreSQL takes at the most: pgbench inserts rows, each in a commit of its own that waits for the disk.
 *
 * @throws with what to install where pgbench is not on the path: it is not part of the embedded PostgreSQL
 */
export async function singleRowInserts(
  { ownerUrl, folder }: { ownerUrl: string; folder: string },
  connections: number,
): Promise<Contender> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(
    'create table bench_rows (id bigint generated always as identity primary key, payload text)',
  );
  await client.end();
  const script = join(folder, 'insert.sql');
  await writeFile(script, `insert into bench_rows (payload) values ('${'x'.repeat(ROW_BYTES)}');\n`);
  return (seconds) => pgbench(ownerUrl, script, { connections, seconds });
}

async function pgbench(
  url: string,
  script: string,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<number> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const load = ['--client', `${connections}`, '--jobs', '2', '--time', `${Math.ceil(seconds)}`];
  const target = ['--host', hostname, '--port', port, '--username', username, pathname.slice(1)];
  const { stdout } = await promisify(execFile)(
    'pgbench',
    ['--no-vacuum', '--protocol', 'prepared', '--file', script, ...load, ...target],
    { env: { ...process.env, PGPASSWORD: decodeURIComponent(password) } },
  ).catch((error: unknown) => {
    throw isMissing(error) ? new Error('pgbench is missing: apt-get install postgresql-contrib.') : error;
  });
  const rate = /^tps = ([\d.]+)/m.exec(stdout)?.[1];
  if (rate === undefined) throw new Error(`pgbench did not say how fast it was: ${stdout}`);
  return Number(rate);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
