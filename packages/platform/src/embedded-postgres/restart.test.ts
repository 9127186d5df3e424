import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, freePort } from './index.ts';
import { createSandbox, query, type Sandbox, secrets } from './testing/sandbox.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await createSandbox();
  await sandbox.start();
  await sandbox.stop();
});

afterEach(() => sandbox.stop());
afterAll(() => sandbox[Symbol.asyncDispose]());

test('a second start finds the data of the first', async () => {
  await note(await sandbox.start(), 'from the first');
  await sandbox.stop();
  expect(await notes(await sandbox.start())).toContain('from the first');
});

test('rows committed before kill -9 of the server are there after the next start', async () => {
  const first = await sandbox.start({ settings: {} });
  await note(first, 'committed before the kill');
  process.kill(first.pid, 'SIGKILL');
  expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' });

  const second = await sandbox.start({ settings: {} });
  expect(await notes(second)).toContain('committed before the kill');
});

test('a server whose Quartet was killed is stopped and replaced', async () => {
  const port = await freePort();
  const quartet = fork(join(import.meta.dirname, 'testing', 'quartet-to-kill.ts'), [
    sandbox.path,
    String(port),
  ]);
  const [orphan] = await once(quartet, 'message');
  quartet.kill('SIGKILL');
  await once(quartet, 'exit');
  expect(process.kill(orphan, 0)).toBe(true);

  const { pid, serviceUrl } = await sandbox.start({ port });
  expect(pid).not.toBe(orphan);
  expect(sandbox.lines.join('\n')).toContain(`stopping the PostgreSQL (process ${orphan})`);
  expect(await query(serviceUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a start waits for the sessions of a killed server to end', async () => {
  const first = await sandbox.start();
  const { client, lost } = await connect(first.ownerUrl);
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const session = rows[0]?.pid ?? Number.NaN;
  process.kill(session, 'SIGSTOP');
  process.kill(first.pid, 'SIGKILL');
  await first.exited;

  let refusals = 0;
  const second = await sandbox.start({
    log(line) {
      if (!line.includes('pre-existing shared memory block')) return;
      refusals += 1;
      if (refusals === 2) process.kill(session, 'SIGCONT');
    },
  });
  await lost;
  expect(refusals).toBeGreaterThanOrEqual(2);
  expect(await query(second.serviceUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a pid file that names a process of something else does not hinder the start', async () => {
  // Not this process: PostgreSQL itself tells its parent from another server.
  await writeFile(join(sandbox.path, 'postgres', 'postmaster.pid'), `${process.ppid}\n`);
  const { serviceUrl } = await sandbox.start();
  expect(await query(serviceUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a first start that was cut off before the roles were whole is completed by the next', async () => {
  const { superuserUrl } = await sandbox.start();
  await query(superuserUrl, 'drop database quartet');
  await query(superuserUrl, 'drop role quartet_service');
  await sandbox.stop();

  const { serviceUrl } = await sandbox.start();
  expect(await query(serviceUrl, 'select current_user as role')).toEqual([{ role: 'quartet_service' }]);
});

test('roles get the passwords of the secrets at each start', async () => {
  const { serviceUrl } = await sandbox.start({ secrets: { ...secrets, servicePassword: 'rotated' } });
  expect(serviceUrl).toContain('rotated');
  expect(await query(serviceUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('stopping rolls open transactions back and frees the port', async () => {
  const first = await sandbox.start();
  await note(first, 'committed');
  const { client, lost } = await connect(first.ownerUrl);
  await client.query(`begin; insert into notes values ('uncommitted')`);
  await first.stop();
  await lost;
  expect(await first.exited).toEqual({ code: 0, signal: null });

  const bodies = await notes(await sandbox.start({ port: first.port }));
  expect(bodies).toContain('committed');
  expect(bodies).not.toContain('uncommitted');
});

test('a port in use is refused by its number, with the way to move', async () => {
  const port = await freePort();
  const squatter = createServer().listen(port, '127.0.0.1');
  await once(squatter, 'listening');
  const refusal = await sandbox.start({ port }).catch((error: unknown) => error);
  squatter.close();
  expect(refusal).toMatchObject({ code: 'port_taken' });
  expect(String(refusal)).toMatch(new RegExp(`${port}.*QUARTET_PORT_BASE`));
});

test('secrets that do not belong to the cluster are refused, and the server is stopped', async () => {
  const port = await freePort();
  const start = sandbox.start({ port, secrets: { ...secrets, superuserPassword: 'of another folder' } });
  await expect(start).rejects.toMatchObject({ code: 'password_mismatch' });
  await expect(query(`postgres://postgres@127.0.0.1:${port}/postgres`, 'select 1')).rejects.toThrow(
    /ECONNREFUSED/,
  );
});

/** `lost` settles when the server ends the connection, which `pg` reports twice. */
async function connect(url: string): Promise<{ client: pg.Client; lost: Promise<unknown> }> {
  const client = new pg.Client({ connectionString: url });
  const lost = new Promise((resolve) => client.on('error', resolve));
  await client.connect();
  return { client, lost };
}

async function note({ ownerUrl }: EmbeddedPostgres, body: string): Promise<void> {
  await query(ownerUrl, `create table if not exists notes (body text); insert into notes values ('${body}')`);
}

async function notes({ ownerUrl }: EmbeddedPostgres): Promise<unknown[]> {
  return (await query(ownerUrl, 'select body from notes')).map(({ body }) => body);
}
