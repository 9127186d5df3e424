import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import type { Projector } from '../projector.ts';
import { about, createInbox, type Inbox, operator } from '../testing/create-inbox.ts';
import { EffectNotSentError, type EffectSender } from './effect.ts';
import { settleAbandoned } from './effects.sql.ts';
import { createEffects } from './plan-effects.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };
const effects = createEffects({ clock: { now: () => new Date() } });

/** Plans a receipt for each event, as a transition would. */
const receipts: Projector = {
  async project(tx, { objectKey, events }) {
    await effects.plan(tx, [
      { key: `receipt:${objectKey}`, kind: 'receipt', payload: { events: events.length } },
    ]);
    return { ignored: [], changes: [] };
  },
};

let inbox: Inbox;
afterEach(() => inbox.close());

async function start(sender: EffectSender, projector = receipts): Promise<void> {
  inbox = await createInbox(projector, { senders: { receipt: sender } });
  inbox.webhooks.workers.start();
}

test('an effect happens once, whatever is delivered and replayed', async () => {
  const sent: string[] = [];
  await start({ guarantee: 'uncertain', send: ({ key }) => Promise.resolve(void sent.push(key)) });
  for (const id of ['evt_1', 'evt_2', 'evt_3']) await inbox.deliver({ id, ...about('sub_1') });
  await untilState('sent');
  for (const event_id of ['evt_1', 'evt_3']) await inbox.webhooks.replayEvent({ caller: operator, event_id });
  await vi.waitUntil(
    async () => (await inbox.rowsOf(sql`select from webhook_objects`)).length === 0,
    PATIENCE,
  );
  await inbox.webhooks.workers.stop();
  expect(sent).toEqual(['receipt:subscription:sub_1']);
});

test('an effect of a projection that is undone does not exist', async () => {
  await start(
    { guarantee: 'uncertain', send: () => Promise.reject(new Error('must not be sent')) },
    {
      async project(tx, projection) {
        await receipts.project(tx, projection);
        throw new Error('after the plan');
      },
    },
  );
  await inbox.deliver({ id: 'evt_1', ...about('sub_1') });
  await vi.waitUntil(async () => (await inbox.statusOf('evt_1')) === 'parked', PATIENCE);
  expect(await inbox.rowsOf(sql`select key from effects`)).toEqual([]);
});

test('a suppressed effect takes its key and is never sent', async () => {
  inbox = await createInbox(receipts);
  const plan = (suppressed: boolean) =>
    inbox.db.transaction((tx) =>
      effects.plan(tx, [{ key: 'k', kind: 'receipt', payload: {}, ...(suppressed && { suppressed: true }) }]),
    );
  expect([...(await plan(true))]).toEqual(['k']);
  expect([...(await plan(false))]).toEqual([]);
  expect(await states()).toEqual(['suppressed']);
});

test('a try whose end nobody knows is unknown for good, unless the sender says that nothing happened', async () => {
  let tries = 0;
  await start({
    guarantee: 'uncertain',
    send: () => Promise.reject(++tries < 3 ? new EffectNotSentError('refused') : new Error('timed out')),
  });
  await inbox.deliver({ id: 'evt_1', ...about('sub_1') });
  await untilState('unknown');
  await inbox.webhooks.workers.stop();
  expect(tries).toBe(3);
  expect(await inbox.rowsOf(sql`select last_error from effects`)).toEqual([{ last_error: 'timed out' }]);
});

test.each([
  ['uncertain', 'unknown'],
  ['idempotent', 'sent'],
] as const)(
  'after a crash between sending and the record, an %s effect ends as %s',
  async (guarantee, end) => {
    await start(
      { guarantee, send: () => Promise.resolve() },
      { project: () => Promise.reject(new Error('nothing to project')) },
    );
    await inbox.rowsOf(sql`
    insert into effects (key, kind, payload, state, claimed_until, created_at)
    values ('k', 'receipt', '{}', 'sending', now() - interval '1 second', now())`);
    await untilState(end);
  },
);

test('what another service was sending is left to it, also when it was abandoned', async () => {
  await start({ guarantee: 'uncertain', send: () => Promise.resolve() });
  await inbox.rowsOf(sql`
    insert into effects (key, kind, payload, state, claimed_until, created_at) values
      ('own', 'receipt', '{}', 'sending', now() - interval '1 second', now()),
      ('others', 'sms', '{}', 'sending', now() - interval '1 second', now())`);
  await untilState('unknown');
  await inbox.webhooks.workers.stop();
  expect([await stateOf('own'), await stateOf('others')]).toEqual(['unknown', 'sending']);
});

test('of two processes none sends again what a slow sender still had when its claim was lost', async () => {
  const sent: string[] = [];
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const slow: EffectSender = {
    guarantee: 'uncertain',
    async send({ key }) {
      sent.push(`slow:${key}`);
      begun.resolve();
      await gate.promise;
    },
  };
  const fast: EffectSender = {
    guarantee: 'uncertain',
    send: ({ key }) => Promise.resolve(void sent.push(`fast:${key}`)),
  };
  inbox = await createInbox(receipts, { senders: { receipt: slow } });
  await inbox.rowsOf(sql`
    insert into effects (key, kind, payload, state, next_attempt_at, created_at) values
      ('a', 'receipt', '{}', 'pending', now() - interval '2 seconds', now()),
      ('b', 'receipt', '{}', 'pending', now() - interval '1 second', now())`);
  inbox.webhooks.workers.start();
  await begun.promise;
  await inbox.rowsOf(
    sql`update effects set claimed_until = now() - interval '1 second' where state = 'sending'`,
  );
  const other = inbox.another({ senders: { receipt: fast } });
  other.workers.start();
  await vi.waitUntil(
    async () => (await stateOf('a')) === 'unknown' && (await stateOf('b')) === 'sent',
    PATIENCE,
  );
  await other.workers.stop();
  gate.resolve();
  await inbox.webhooks.workers.stop();
  expect(sent).toEqual(['slow:a', 'fast:b']);
  // The slow one ended well after all.
  expect([await stateOf('a'), await stateOf('b')]).toEqual(['sent', 'sent']);
});

test.each([
  ['is still unknown', sql`select`, 'sent'],
  [
    'an operator has it sent again',
    sql`update effects set state = 'pending', settled_at = null, attempts = 0, next_attempt_at = 'infinity'`,
    'pending',
  ],
  ['was claimed again and is unknown by that', sql`update effects set fence = fence + 1`, 'unknown'],
])('a success that comes after the claim ran out, where the effect %s: %#', async (_how, meanwhile, end) => {
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  inbox = await createInbox(receipts, {
    senders: {
      receipt: {
        guarantee: 'uncertain',
        async send() {
          begun.resolve();
          await gate.promise;
        },
      },
    },
  });
  await inbox.rowsOf(sql`
    insert into effects (key, kind, payload, state, created_at) values ('a', 'receipt', '{}', 'pending', now())`);
  inbox.webhooks.workers.start();
  await begun.promise;
  await inbox.rowsOf(sql`
    update effects set state = 'unknown', settled_at = now(), claimed_until = null, last_error = 'abandoned'`);
  await inbox.rowsOf(meanwhile);
  gate.resolve();
  await inbox.webhooks.workers.stop();
  expect(await stateOf('a')).toBe(end);
});

test('what was abandoned in the middle waits before it is tried again, the longer the more often it was tried', async () => {
  inbox = await createInbox(receipts);
  await inbox.rowsOf(sql`
    insert into effects (key, kind, payload, state, attempts, claimed_until, created_at)
    select attempts::text, 'receipt', '{}', 'sending', attempts, now() - interval '1 second', now()
      from unnest(array[1, 3, 2000]) as attempts`);
  const backoff = { now: new Date(), baseSeconds: 100, maxSeconds: 3_600, random: 0.5 };
  const before = Date.now();
  await settleAbandoned(inbox.db.orm, { retried: ['receipt'], others: [] }, backoff);
  const rows = await inbox.rowsOf(sql`
    select state, extract(epoch from next_attempt_at)::float8 * 1000 as at from effects order by attempts`);
  expect(rows.map(({ state }) => state)).toEqual(['pending', 'pending', 'pending']);
  const waits = rows.map(({ at }) => Math.round((Number(at) - before) / 10_000) * 10);
  expect(waits).toEqual([50, 200, 1_800]);
});

test('the end of an attempt whose claim was lost says nothing of the attempt after it', async () => {
  const begun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const senderOf = (index: number): EffectSender => ({
    guarantee: 'idempotent',
    async send() {
      begun[index]?.resolve();
      await gates[index]?.promise;
    },
  });
  inbox = await createInbox(receipts, { senders: { receipt: senderOf(0) } });
  await inbox.rowsOf(sql`
    insert into effects (key, kind, payload, state, created_at) values ('a', 'receipt', '{}', 'pending', now())`);
  inbox.webhooks.workers.start();
  await begun[0]?.promise;
  await inbox.rowsOf(sql`update effects set claimed_until = now() - interval '1 second'`);
  const other = inbox.another({ senders: { receipt: senderOf(1) } });
  other.workers.start();
  await begun[1]?.promise;
  gates[0]?.resolve();
  await inbox.webhooks.workers.stop();
  expect(await stateOf('a')).toBe('sending');
  gates[1]?.resolve();
  await other.workers.stop();
  expect(await stateOf('a')).toBe('sent');
});

test('a transactional effect commits together with its record, or not at all', async () => {
  let tries = 0;
  await start({
    guarantee: 'transactional',
    async send(_effect, tx) {
      await tx.execute(sql`insert into development_mails (recipient, raw) values ('a@example.com', '')`);
      if (++tries < 3) throw new Error('after the write');
    },
  });
  await inbox.deliver({ id: 'evt_1', ...about('sub_1') });
  await untilState('sent');
  expect(await inbox.rowsOf(sql`select recipient from development_mails`)).toHaveLength(1);
  expect(tries).toBe(3);
});

async function stateOf(key: string): Promise<unknown> {
  return (await inbox.rowsOf(sql`select state from effects where key = ${key}`))[0]?.state;
}

async function states(): Promise<unknown[]> {
  return (await inbox.rowsOf(sql`select state from effects`)).map(({ state }) => state);
}

function untilState(state: string): Promise<boolean> {
  return vi.waitUntil(async () => (await states()).includes(state), PATIENCE);
}
