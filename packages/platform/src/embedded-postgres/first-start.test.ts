import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmbeddedPostgres } from './index.ts';
import { createSandbox, query, type Sandbox } from './testing/sandbox.ts';

let sandbox: Sandbox;
let postgres: EmbeddedPostgres;

beforeAll(async () => {
  sandbox = await createSandbox();
  const leftByKilledInitdb = join(sandbox.path, 'postgres.partial-x1y2z3', 'cluster');
  await mkdir(leftByKilledInitdb, { recursive: true });
  await writeFile(join(leftByKilledInitdb, 'PG_VERSION'), '18\n');
  postgres = await sandbox.start();
});

afterAll(() => sandbox[Symbol.asyncDispose]());

test('a cluster that initdb left half made is thrown away', async () => {
  const names = await readdir(sandbox.path);
  expect(names.filter((name) => name.startsWith('postgres'))).toEqual(['postgres']);
});

test('the service role owns nothing and cannot create a table', async () => {
  await expect(query(postgres.serviceUrl, 'create table public.mine (id int)')).rejects.toThrow(
    /permission denied/,
  );
  const owned = await query(
    postgres.superuserUrl,
    `select 1 from pg_shdepend where refobjid = 'quartet_service'::regrole and deptype = 'o'`,
  );
  expect(owned).toEqual([]);
});

test('what the owner grants to quartet_app, the service may do, and no more', async () => {
  await query(postgres.ownerUrl, 'create table notes (body text)');
  await query(postgres.ownerUrl, 'grant select, insert on notes to quartet_app');
  await query(postgres.serviceUrl, `insert into notes values ('kept')`);
  expect(await query(postgres.serviceUrl, 'select body from notes')).toEqual([{ body: 'kept' }]);
  await expect(query(postgres.serviceUrl, 'delete from notes')).rejects.toThrow(/permission denied/);
});

test('the owner can give quartet_app to roles that it creates', async () => {
  await query(postgres.ownerUrl, 'create role another_service; grant quartet_app to another_service');
  await query(postgres.ownerUrl, 'drop role another_service');
});

test('text is UTF-8 and sorted alike on every platform, and pages carry checksums', async () => {
  const [database] = await query(
    postgres.ownerUrl,
    `select pg_encoding_to_char(encoding) as encoding, datlocprovider as provider, datlocale as locale,
            current_setting('data_checksums') as checksums
       from pg_database where datname = current_database()`,
  );
  expect(database).toEqual({ encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8', checksums: 'on' });
});

test('only this machine can connect, and only with a password', async () => {
  const [settings] = await query(
    postgres.superuserUrl,
    `select current_setting('listen_addresses') as tcp, current_setting('unix_socket_directories') as sockets,
            (select array_agg(distinct auth_method) from pg_hba_file_rules) as methods`,
  );
  expect(settings).toEqual({ tcp: '127.0.0.1', sockets: '', methods: ['scram-sha-256'] });
});

test('the cluster is closed to other users', async () => {
  const { mode } = await stat(join(sandbox.path, 'postgres'));
  expect(mode & 0o777).toBe(0o700);
});

test('Ctrl-C in the terminal does not reach PostgreSQL', () => {
  // Throws unless it leads a process group of its own.
  expect(process.kill(-postgres.pid, 0)).toBe(true);
});
