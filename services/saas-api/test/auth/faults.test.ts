import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudit } from '@quartet/audit';
import { freePortBase } from '@quartet/cli/ports';
import { systemClock } from '@quartet/platform/clock';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const ROOT = join(import.meta.dirname, '../../../..');
const PASSWORD = 'a sentence nobody else would choose';
/** A start, and a start after a crash, on a machine that is busy with other tests. */
const PATIENCE_MS = 90_000;
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

describe('a registration flood through crashes', () => {
  let product: ChildProcess;
  let dataDir: string;
  let portBase: number;
  const api = () => `http://127.0.0.1:${portBase}`;

  beforeAll(async () => {
    portBase = await freePortBase('127.0.0.1', [0, 432]);
    dataDir = mkdtempSync(join(tmpdir(), 'quartet-faults-'));
    product = spawn(process.execPath, [join(ROOT, 'bin/quartet.js'), 'start'], {
      env: {
        ...process.env,
        NODE_ENV: 'development',
        QUARTET_PORT_BASE: String(portBase),
        QUARTET_DATA_DIR: dataDir,
        RATE_LIMIT_FACTOR: '1000',
        LOG_LEVEL: 'error',
      },
      stdio: 'ignore',
    });
    await untilReady();
  });
  afterAll(async () => {
    product.kill('SIGTERM');
    if (product.exitCode === null) await once(product, 'exit');
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('kill -9 of the service, then of PostgreSQL, leaves whole users alone and loses none that was answered', async () => {
    const flood = startFlood();

    await flood.until(20);
    process.kill(servicePid(), 'SIGKILL');
    await untilReady();
    await flood.until(flood.registered.length + 20);
    const survivor = servicePid();
    process.kill(postmasterPid(), 'SIGKILL');
    await untilReady();
    await flood.until(flood.registered.length + 20);
    await flood.stop();

    const client = await connect();
    const stored = await client.query<{ email: string; is_whole: boolean }>(WHOLE_USERS);
    const verification = await createAudit({ clock: systemClock }).verify(drizzle(client));
    await client.end();

    expect(stored.rows.filter((user) => !user.is_whole)).toEqual([]);
    const emails = new Set(stored.rows.map((user) => user.email));
    expect(flood.registered.filter((email) => !emails.has(email))).toEqual([]);
    expect(flood.answers - flood.unavailable).toBe(flood.registered.length);
    expect(verification).toMatchObject({ ok: true });
    expect(servicePid()).toBe(survivor);
  });

  it('a request with a key that is repeated through a crash registers once', async () => {
    const email = 'repeated@example.com';
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'repeated-through-a-crash' };
    const register = () =>
      fetch(`${api()}/api/auth/register`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ email, password: PASSWORD }),
      });

    const first = await register();
    const session = (await first.json()) as { session_id: string };
    process.kill(servicePid(), 'SIGKILL');
    await untilReady();
    const again = await register();

    expect([first.status, again.status]).toEqual([201, 201]);
    expect(((await again.json()) as { session_id: string }).session_id).toBe(session.session_id);
  });

  /** Registers without a pause from eight sides until it is stopped. */
  function startFlood() {
    const registered: string[] = [];
    const state = { registered, answers: 0, unavailable: 0, until, stop };
    let isOn = true;
    let next = 0;
    const sides = Promise.all(Array.from({ length: 8 }, side));
    return state;

    async function side() {
      while (isOn) {
        const email = `person-${next++}@example.com`;
        const status = await registerOne(email);
        if (status === undefined) continue;
        state.answers += 1;
        if (status === 503) state.unavailable += 1;
        if (status === 201) registered.push(email);
      }
    }

    async function until(count: number) {
      await vi.waitUntil(() => registered.length >= count, { timeout: PATIENCE_MS, interval: 20 });
    }

    async function stop() {
      isOn = false;
      await sides;
    }
  }

  /** The answer's status; nothing when the connection broke, as it does while the service is down. */
  async function registerOne(email: string): Promise<number | undefined> {
    try {
      const answer = await fetch(`${api()}/api/auth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password: PASSWORD }),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return undefined;
    }
  }

  async function untilReady() {
    const isReady = () =>
      fetch(`${api()}/health/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
    await vi.waitUntil(isReady, { timeout: PATIENCE_MS, interval: 50 });
  }

  /** The child of the product that runs the service; another workspace may run one as well. */
  function servicePid(): number {
    const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
    const line = new RegExp(`^ *(\\d+) +${product.pid} .*services/saas-api/src/main.ts`, 'm').exec(processes);
    return Number(line?.[1]);
  }

  function postmasterPid(): number {
    return Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  }

  async function connect(): Promise<pg.Client> {
    const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
    const client = new pg.Client({
      host: '127.0.0.1',
      port: portBase + 432,
      user: 'postgres',
      password: secrets.QUARTET_POSTGRES_SUPERUSER_PASSWORD,
      database: 'quartet',
    });
    await client.connect();
    return client;
  }
});

/** Everything that a registration writes, in one transaction. */
const WHOLE_USERS = `
  select email,
         (select count(*) from sessions where user_id = users.id) = 1
         and (select count(*) from refresh_tokens join sessions on sessions.id = session_id where user_id = users.id) = 1
         and (select count(*) from mail_tokens where user_id = users.id) = 1
         and (select count(*) from mails where user_id = users.id) = 1
         and (select count(*) from audit_log where action = 'auth.registered' and target_id = users.id) = 1 as is_whole
    from users`;
