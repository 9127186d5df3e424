import { createDatabase, type Database } from '@quartet/platform/database';
import { createLog } from '@quartet/platform/log';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { randomOf, shuffled } from '../convergence/random.ts';
import { bodyOfClone, leadLivesToClone } from '../lives/cloned-lives.ts';
import type { LedLife } from '../lives/lead-life.ts';
import { compareClones } from './compare-clones.ts';
import { type Cluster, startCluster } from './start-cluster.ts';
import { startFlood } from './start-flood.ts';
import { type InboxProcess, startInbox } from './start-inbox.ts';

const DELIVERIES = 20_000;
/** So many customers, each with a life of some twenty events. */
const LIVES = 25;
const CLONES = 40;
/** Within this, says the design, work goes on after a crash. */
const RESUMED_WITHIN_MS = 10_000;

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

let cluster: Cluster;
let db: Database;
let lives: LedLife[];
let bodies: string[];

beforeAll(async () => {
  [cluster, lives] = await Promise.all([startCluster(), leadLivesToClone(LIVES)]);
  const log = createLog({ service: 'faults-test', level: 'silent' });
  db = createDatabase({ url: cluster.serviceUrl, applicationName: 'faults-test', log });
  bodies = bodiesOf(lives);
});
afterAll(async () => {
  await db.close();
  await cluster.remove();
});

test('20,000 deliveries through kill -9 of one of two processes and a crash of PostgreSQL end as if nothing had been', async () => {
  const survivor = await startInbox(cluster.serviceUrl);
  const endpoints = [survivor, await startInbox(cluster.serviceUrl)];
  onTestFinished(async () => void (await Promise.all(endpoints.map((endpoint) => endpoint.stop()))));
  const flood = startFlood(bodies, endpoints);

  await flood.until(DELIVERIES / 4);
  const killed = await killAtWork(endpoints[1]);
  endpoints[1] = await startInbox(cluster.serviceUrl);

  // A database that is away cannot give the objects back: the two faults are apart from each other.
  await vi.waitUntil(async () => !(await holdsObjects(killed.pid)), { timeout: 60_000, interval: 20 });
  await flood.until(DELIVERIES / 2);
  await cluster.crash();
  const restartedAt = new Date();
  await flood.done;
  await vi.waitUntil(isAllDone, { timeout: 300_000, interval: 100 });

  expect(await workersLost(killed.pid)).toMatchObject({ anyLost: true });
  const { lastFreedAt } = await workersLost(killed.pid);
  expect(lastFreedAt.getTime() - killed.at.getTime()).toBeLessThan(RESUMED_WITHIN_MS);
  for (const moment of [killed.at, restartedAt])
    expect((await nextSuccess(moment)).getTime() - moment.getTime()).toBeLessThan(RESUMED_WITHIN_MS);
  expect(await compareClones(db, lives, CLONES)).toEqual([]);
  expect(await mailsAgainstEffects()).toEqual([]);
});

/** The events of all clones, and as many copies as are missing to the number of deliveries, in no order. */
function bodiesOf(originals: readonly LedLife[]): string[] {
  const random = randomOf(1);
  const events = originals.flatMap((life) =>
    Array.from({ length: CLONES }, (_, clone) =>
      life.events.map((event) => bodyOfClone(event, clone)),
    ).flat(),
  );
  const copies = shuffled(random, events).slice(0, Math.max(0, DELIVERIES - events.length));
  return shuffled(random, [...events, ...copies]);
}

/** Kills a process that has objects in its hands. */
async function killAtWork(endpoint: InboxProcess | undefined): Promise<{ pid: number; at: Date }> {
  if (endpoint === undefined) throw new Error('There is nothing to kill.');
  await vi.waitUntil(() => holdsObjects(endpoint.pid), { timeout: 30_000, interval: 1 });
  await endpoint.kill();
  return { pid: endpoint.pid, at: new Date() };
}

async function holdsObjects(pid: number): Promise<boolean> {
  const { rows } = await db.orm.execute(sql`
    select from webhook_objects where state = 'leased' and leased_by like ${`%:${pid}:%`} limit 1`);
  return rows.length > 0;
}

async function isAllDone(): Promise<boolean> {
  const { rows } = await db.orm.execute(sql`
    select where exists (select from webhook_objects)
              or exists (select from effects where state in ('pending', 'sending'))`);
  return rows.length === 0;
}

/** What the objects' attempts say of the process: when the last object that it had was freed. */
async function workersLost(pid: number): Promise<{ anyLost: boolean; lastFreedAt: Date }> {
  const { rows } = await db.orm.execute<{ at: string | null }>(sql`
    select max(finished_at) as at from webhook_attempts
     where error_name = 'WorkerLost' and worker like ${`%:${pid}:%`}`);
  const at = rows[0]?.at ?? undefined;
  return { anyLost: at !== undefined, lastFreedAt: new Date(at ?? 0) };
}

async function nextSuccess(after: Date): Promise<Date> {
  const { rows } = await db.orm.execute<{ at: string }>(sql`
    select min(finished_at) as at from webhook_attempts
     where outcome = 'succeeded' and started_at > ${after.toISOString()}`);
  return new Date(rows[0]?.at ?? Number.NaN);
}

/**
 * Mails to an address that are more than the effects that they tell of; of what is told in any case, also those that
 * are less. Clones of the same number share their address, and who was deleted is told nothing any more.
 */
async function mailsAgainstEffects(): Promise<string[]> {
  const { rows } = await db.orm.execute<{
    email: string;
    kind: string;
    effects: number;
    ofDeleted: number;
    mails: number;
  }>(sql`
    with told as (
      select coalesce(invoices.customer_id, charges.customer_id, subscriptions.customer_id) as customer_id, kind
        from effects
        left join invoices on invoices.id = payload ->> 'invoice'
        left join charges on charges.id = payload ->> 'charge'
        left join subscriptions on subscriptions.id = payload ->> 'subscription'
       where effects.state = 'sent'
    )
    select email, kind, count(*)::int as effects, count(*) filter (where is_deleted)::int as "ofDeleted",
           (select count(*)::int from mails where recipient = email and template = kind) as mails
      from told join customers on customers.id = told.customer_id
     group by email, kind`);
  const lasting = new Set(['receipt', 'refund', 'subscription_ended']);
  return rows
    .filter(
      ({ kind, effects, ofDeleted, mails }) =>
        mails > effects || (lasting.has(kind) && mails < effects - ofDeleted),
    )
    .map(({ email, kind, effects, mails }) => `${email}: ${effects} ${kind}, ${mails} mails`);
}
