import { randomUUID } from 'node:crypto';
import { createDatabase, type Database } from '@quartet/platform/database';
import { createLog } from '@quartet/platform/log';
import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { type MovableClock, movableClock } from '@quartet/testing/service';
import type { SQL } from 'drizzle-orm';
import { Registry } from 'prom-client';
import { createWebhooks, stripeProvider, type Webhooks, type WebhooksDependencies } from '../index.ts';
import type { Projector } from '../projector.ts';

export const settings = {
  allowUnsigned: true,
  maxAttempts: 3,
  concurrency: 4,
  retentionDays: 400,
  leaseSeconds: 2,
  retryBaseSeconds: 0.02,
  retryMaxSeconds: 0.1,
};

/** An inbox on a database of its own, whose events need no signature. */
export interface Inbox {
  database: TestDatabase;
  db: Database;
  clock: MovableClock;
  registry: Registry;
  webhooks: Webhooks;
  /** Another process's inbox on the same database. */
  another(changes?: Partial<WebhooksDependencies>): Webhooks;
  deliver(event?: Partial<StripeEvent>): Promise<{ status: string; event_id: string }>;
  /** The status of an event, as an operator sees it. */
  statusOf(eventId: string): Promise<string>;
  rowsOf(statement: SQL): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface StripeEvent {
  id: string;
  type: string;
  created: number;
  livemode: boolean;
  account: string;
  data: { object: { id: string; object: string } };
}

export const operator = { kind: 'operator', operatorId: 'test' } as const;

/** The body of an event about a subscription. */
export function eventOf(event: Partial<StripeEvent> = {}): Partial<StripeEvent> & { id: string } {
  return {
    id: `evt_${randomUUID()}`,
    type: 'customer.subscription.updated',
    created: Math.floor(Date.now() / 1000),
    livemode: true,
    ...event,
  };
}

export function about(object: string): Pick<StripeEvent, 'data'> {
  return { data: { object: { id: object, object: 'subscription' } } };
}

export async function createInbox(
  projector: Projector | undefined,
  changes: Partial<WebhooksDependencies> = {},
): Promise<Inbox> {
  const database = await createTestDatabase();
  const log = createLog({ service: 'webhooks-test', level: 'silent' });
  const db = createDatabase({ url: database.url, applicationName: 'webhooks-test', log, poolSize: 20 });
  const clock = movableClock();
  const made: Webhooks[] = [];
  const another = (others: Partial<WebhooksDependencies> = {}) => {
    const webhooks = createWebhooks({
      db,
      clock,
      log,
      registry: new Registry(),
      providers: [stripeProvider({ secrets: [] })],
      ...(projector && { projector }),
      settings,
      random: Math.random,
      ...changes,
      ...others,
    });
    made.push(webhooks);
    return webhooks;
  };
  const registry = new Registry();
  const webhooks = another({ registry });
  return {
    database,
    db,
    clock,
    registry,
    webhooks,
    another,
    deliver: (event) => deliverTo(webhooks, event),
    async statusOf(eventId) {
      return (await webhooks.readEvent({ event_id: eventId })).event.status;
    },
    rowsOf: async (statement) => (await db.orm.execute(statement)).rows,
    async close() {
      await Promise.all(made.map((each) => each.workers.stop()));
      await db.close();
      await database.drop();
    },
  };
}

export function deliverTo(webhooks: Webhooks, event: Partial<StripeEvent> = {}) {
  const body = Buffer.from(JSON.stringify(eventOf(event)));
  return webhooks.receive({ provider: 'stripe', body, headers: {}, isLocal: true });
}

/** A projector that only remembers what it was given. */
export function recordingProjector() {
  const seen: string[] = [];
  const projector: Projector = {
    project: (_tx, { events }) => {
      seen.push(...events.map(({ eventId }) => eventId));
      return Promise.resolve({ ignored: [], changes: [] });
    },
  };
  return { projector, seen };
}
