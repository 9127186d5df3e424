import { createBillingProjector, seedPlans } from '@quartet/billing';
import type { Clock } from '@quartet/platform/clock';
import { createDatabase, type Database } from '@quartet/platform/database';
import { createLog } from '@quartet/platform/log';
import type { SimulatedEvent } from '@quartet/stripe-simulator';
import { createTestDatabase } from '@quartet/testing/postgres';
import {
  createEffects,
  createWebhooks,
  type EffectSender,
  type Projector,
  stripeProvider,
  type Webhooks,
} from '@quartet/webhooks';
import { type SQL, sql } from 'drizzle-orm';
import { Registry } from 'prom-client';
import { vi } from 'vitest';
import { EPOCH } from '../lives/open-account.ts';

/** Nothing is old news: what happens in lives is later. */
const standingClock: Clock = { now: () => new Date(EPOCH * 1000) };

const settings = {
  allowUnsigned: true,
  // Those who die at random never do it so often.
  maxAttempts: 50,
  concurrency: 8,
  retentionDays: 400,
  leaseSeconds: 6,
  retryBaseSeconds: 0.001,
  retryMaxSeconds: 0.01,
};

/** The inbox with workers, on a database that it shares with others. */
export interface RunningInbox {
  /** Delivers each event by itself, as Stripe does. */
  deliver(events: readonly SimulatedEvent[]): Promise<void>;
  /** Takes events in that were found in Stripe's list. */
  reconcile(events: readonly SimulatedEvent[]): Promise<void>;
  /** Resolves when no object has anything left to do. */
  settled(): Promise<void>;
  /** Resolves when there are none left but those that were given up. */
  settledButParked(): Promise<void>;
  /** Resolves when all replays have ended, and what they had to be done is done. */
  replayed(): Promise<void>;
  /** Resolves when all effects were sent or suppressed. */
  allSent(): Promise<void>;
  webhooks: Webhooks;
  stop(): Promise<void>;
}

export interface RunOptions {
  clock?: Clock;
  senders?: Readonly<Record<string, EffectSender>>;
  maxAttempts?: number;
}

/** A database for one run after the other. */
export interface InboxDatabase {
  db: Database;
  projector: Projector;
  run(projector: Projector, options?: RunOptions): RunningInbox;
  /** Makes it as it was in the beginning. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

export async function openInbox(): Promise<InboxDatabase> {
  await using undo = new AsyncDisposableStack();
  const database = await createTestDatabase();
  undo.defer(() => database.drop());
  const log = createLog({ service: 'convergence-test', level: 'silent' });
  const db = createDatabase({ url: database.url, applicationName: 'convergence-test', log, poolSize: 20 });
  undo.defer(() => db.close());
  const owner = createDatabase({ url: database.ownerUrl, applicationName: 'owner', actsAs: 'login', log });
  undo.defer(() => owner.close());
  await seedPlans(owner);
  const changing = await changingTables(db);
  const all = undo.move();
  return {
    db,
    projector: createBillingProjector({
      clock: standingClock,
      livemode: false,
      graceDays: 14,
      effects: createEffects({ clock: standingClock }),
    }),
    run: (projector, options) => runInbox(db, projector, options),
    empty: async () => void (await owner.orm.execute(sql.raw(`truncate ${changing.join(', ')}`))),
    close: () => all.disposeAsync(),
  };
}

/** The tables of the projection are those that can be built again. */
export async function projectionTables(db: Database): Promise<string[]> {
  const { rows } = await db.orm.execute<{ name: string }>(sql`
    select table_name as name from information_schema.tables where table_schema = 'shadow' order by 1`);
  return rows.map(({ name }) => name);
}

async function changingTables(db: Database): Promise<string[]> {
  const ofInbox = [
    'webhook_events',
    'webhook_event_states',
    'webhook_objects',
    'webhook_attempts',
    'effects',
  ];
  return [...(await projectionTables(db)), ...ofInbox];
}

function runInbox(
  db: Database,
  projector: Projector,
  { clock = standingClock, senders = {}, maxAttempts = settings.maxAttempts }: RunOptions = {},
): RunningInbox {
  const log = createLog({ service: 'convergence-test', level: 'silent' });
  const webhooks = createWebhooks({
    db,
    clock,
    log,
    registry: new Registry(),
    providers: [stripeProvider({ secrets: [] })],
    projector,
    senders,
    settings: { ...settings, maxAttempts },
    random: Math.random,
  });
  webhooks.workers.start();
  const receive = (event: SimulatedEvent) =>
    webhooks.receive({
      provider: 'stripe',
      body: Buffer.from(JSON.stringify(event)),
      headers: {},
      isLocal: true,
    });
  const untilNone = async (left: SQL) => {
    const isNone = async () => {
      webhooks.workers.wake();
      return (await db.orm.execute(left)).rows.length === 0;
    };
    await vi.waitUntil(isNone, { timeout: 60_000, interval: 5 });
  };
  const settled = () => untilNone(sql`select from webhook_objects limit 1`);
  return {
    webhooks,
    deliver: async (events) => void (await Promise.all(events.map(receive))),
    reconcile: async (payloads) => void (await webhooks.accept({ provider: 'stripe', payloads })),
    settled,
    settledButParked: () => untilNone(sql`select from webhook_objects where state <> 'parked' limit 1`),
    async replayed() {
      await untilNone(sql`select from webhook_replays where finished_at is null`);
      await settled();
    },
    allSent: () => untilNone(sql`select from effects where state in ('pending', 'sending') limit 1`),
    stop: () => webhooks.workers.stop(),
  };
}
