import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { openSyncEngine } from './peers/stripe-sync-engine.ts';
import { type BenchPostgres, openPostgres } from './postgres.ts';
import { median } from './rates.ts';
import type { Result } from './result.ts';
import { startServer } from './server-process.ts';
import { openFolder } from './stage.ts';
import { type BenchEvent, subscriptionEvents } from './subscription-events.ts';

const OBJECTS = 1_000;
/** Three rounds make a little over 100,000 events, which are then replayed. */
const EVENTS_EACH = 34;
const ROUNDS = 3;
/** The peer takes one event after the other of each object; it gets as many at once as we have lanes. */
const PEER_OBJECTS = 100;
const PEER_LANES = 8;
const INSERTED_TOGETHER = 1_000;
const POLL_MS = 20;

/**
 * Events that wait until one process has made billing state of them all, from what they carry; the same events
 * through the sync engine; and a replay of everything. The process is up before the events are there.
 */
export async function measureProcessing(): Promise<Result[]> {
  await using resources = new AsyncDisposableStack();
  const folder = await openFolder(resources);
  const postgres = await openPostgres(folder, resources);
  const client = resources.adopt(new pg.Client({ connectionString: postgres.ownerUrl }), (open) =>
    open.end(),
  );
  await client.connect();
  resources.use(
    await startServer('bench/webhook-worker.ts', {
      env: { NODE_ENV: 'production', DATABASE_URL: postgres.serviceUrl },
      logFile: join(folder, 'webhook-worker.log'),
    }),
  );
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const events = await subscriptionEvents(OBJECTS, EVENTS_EACH, `r${round}`);
    await fill(client, events);
    const seconds = await secondsUntilSettled(client, () =>
      client.query('update webhook_objects set next_attempt_at = now()'),
    );
    rates.push(events.length / seconds);
  }
  await requireProjection(client);
  const replaySeconds = await secondsUntilSettled(client, () =>
    client.query(
      `insert into webhook_replays (id, operator_id, filter, requested_at) values ('replay_bench', 'bench', '{}', now())`,
    ),
  );
  const ours = { what: 'Stripe events processed', ours: median(rates), unit: '/s' } as const;
  const peer = {
    name: "supabase's stripe-sync-engine",
    rival: 'peer',
    value: await peerRate(postgres),
  } as const;
  return [
    { ...ours, target: { atLeast: 4_000 } },
    { ...ours, against: peer, target: { atLeast: 1 } },
    {
      what: `replay of ${OBJECTS * EVENTS_EACH * ROUNDS} events`,
      ours: replaySeconds,
      unit: 's',
      target: { atMost: 60 },
    },
  ];
}

/** Until nothing is left to do, and no replay goes on. */
async function secondsUntilSettled(client: pg.Client, begin: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await begin();
  const isBusy = async () => {
    const { rows } = await client.query<{ busy: boolean }>(
      `select exists (select from webhook_objects) or exists (select from webhook_replays where finished_at is null) as busy`,
    );
    return rows[0]?.busy;
  };
  while (await isBusy()) await delay(POLL_MS);
  return (performance.now() - began) / 1000;
}

/** What was ignored would be fast. */
async function requireProjection(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ subscriptions: number; unsettled: number }>(
    `select (select count(*)::int from subscriptions where status = 'active') as subscriptions,
            (select count(*)::int from webhook_event_states where status <> 'processed') as unsettled`,
  );
  const [found] = rows;
  if (found?.subscriptions !== OBJECTS * ROUNDS || found.unsettled > 0)
    throw new Error(`The events were not processed as they should be: ${JSON.stringify(found)}.`);
}

/** Puts pending events into the log, as the intake would, of objects that are due only later. */
async function fill(client: pg.Client, events: readonly BenchEvent[]): Promise<void> {
  for (let index = 0; index < events.length; index += INSERTED_TOGETHER) {
    const batch = events.slice(index, index + INSERTED_TOGETHER);
    await client.query(
      `with events as (
         select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[])
           as given (event_id, type, object_key, created, body)
       ), states as (
         insert into webhook_event_states (provider, account, livemode, event_id, received_at, created_at, object_key)
         select 'stripe', '', false, event_id, now(), to_timestamp(created), object_key from events
         returning *
       ), logged as (
         insert into webhook_events (received_at, position, provider, account, livemode, event_id, type, object_key,
           created_at, source, payload)
         select received_at, position, provider, account, livemode, event_id, type, states.object_key, created_at,
                'signed', convert_to(body, 'UTF8')
           from states join events using (event_id)
       )
       insert into webhook_objects (id, provider, account, livemode, object_key, marks, next_attempt_at)
       select 'object_' || object_key, provider, account, livemode, object_key, count(*), now() + interval '1 hour'
         from states group by provider, account, livemode, object_key
       on conflict on constraint webhook_objects_key do update set marks = webhook_objects.marks + excluded.marks`,
      [
        batch.map(({ id }) => id),
        batch.map(({ type }) => type),
        batch.map(({ objectKey }) => objectKey),
        batch.map(({ created }) => created),
        batch.map(({ body }) => body),
      ],
    );
  }
  await client.query('analyze webhook_event_states, webhook_events, webhook_objects');
}

async function peerRate(postgres: BenchPostgres): Promise<number> {
  const { superuserUrl } = await postgres.createDatabase('sync_engine');
  await using engine = await openSyncEngine(superuserUrl, PEER_LANES);
  const events = await subscriptionEvents(PEER_OBJECTS, EVENTS_EACH, 'peer');
  const byObject = [...Map.groupBy(events, ({ objectKey }) => objectKey).values()];
  const began = performance.now();
  const takeObjects = async () => {
    for (let object = byObject.pop(); object !== undefined; object = byObject.pop())
      for (const { body } of object) await engine.processEvent(JSON.parse(body));
  };
  await Promise.all(Array.from({ length: PEER_LANES }, takeObjects));
  return events.length / ((performance.now() - began) / 1000);
}
