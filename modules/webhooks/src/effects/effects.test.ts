import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import type { Projector } from '../projector.ts';
import { about, createInbox, type Inbox, operator } from '../testing/create-inbox.ts';
import { EffectNotSentError, type EffectSender } from './effect.ts';
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

async function states(): Promise<unknown[]> {
  return (await inbox.rowsOf(sql`select state from effects`)).map(({ state }) => state);
}

function untilState(state: string): Promise<boolean> {
  return vi.waitUntil(async () => (await states()).includes(state), PATIENCE);
}
