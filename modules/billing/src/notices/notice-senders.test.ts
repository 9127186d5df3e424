import { EffectNotSentError } from '@quartet/webhooks';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, type Life, liveHalfAYear, START } from '../testing/live-half-a-year.ts';
import { type ProjectedInbox, startProjectedInbox } from '../testing/projected-inbox.ts';
import { noticeSenders } from './notice-senders.ts';

/** After the last day of the life, and before the horizon of its last events. */
const clock = { now: () => new Date((START + 100 * DAY) * 1000) };

let inbox: ProjectedInbox;
let life: Life;
const mails: { template: string; recipient: string; values: object }[] = [];
const senders = noticeSenders({
  mail: { enqueue: (_tx, mail) => Promise.resolve(void mails.push(mail)) },
});

beforeAll(async () => {
  inbox = await startProjectedInbox({ clock });
  life = await liveHalfAYear();
});
afterAll(() => inbox.close());

async function send(kind: keyof typeof senders, payload: Record<string, unknown>) {
  mails.length = 0;
  await inbox.db.transaction(async (tx) => {
    const sender = senders[kind];
    if (sender.guarantee === 'transactional') await sender.send({ key: 'any', kind, payload }, tx);
  });
  return mails;
}

const firstId = async (table: string, where: string) => {
  const { rows } = await inbox.db.orm.execute<{ id: string }>(
    sql.raw(`select id from ${table} where ${where} order by created_at limit 1`),
  );
  return rows[0]?.id ?? '';
};

it('a notice waits for what it is about, and for the address that it goes to', async () => {
  await expect(send('receipt', { invoice: 'in_unknown' })).rejects.toThrow(EffectNotSentError);
  await inbox.deliver(life.events.filter(({ type }) => type.startsWith('invoice.')));
  const invoice = await firstId('invoices', `amount_paid_cents > 0`);
  await expect(send('receipt', { invoice })).rejects.toThrow(EffectNotSentError);
  await inbox.deliver(life.events);
  expect(await send('receipt', { invoice })).toMatchObject([
    { template: 'receipt', recipient: 'ada@example.com', values: { amount_cents: 7_900, currency: 'usd' } },
  ]);
});

it('says what the projection says by then, or nothing where things have moved on', async () => {
  await inbox.deliver(life.events);
  const subscription = await firstId('subscriptions', 'true');
  const invoice = await firstId('invoices', `attempt_count > 1`);
  expect(await send('subscription_ended', { subscription })).toMatchObject([
    { template: 'subscription_ended' },
  ]);
  expect(await send('payment_failed', { invoice, attempt: 1 })).toEqual([]);
  expect(await send('trial_ending', { subscription })).toEqual([]);
  expect(await send('subscription_started', { subscription })).toEqual([]);
});

it('tells nobody who was deleted', async () => {
  await inbox.deliver(life.events);
  await inbox.db.orm.execute(sql`update customers set is_deleted = true, email = null`);
  const charge = await firstId('charges', 'amount_refunded_cents > 0');
  expect(await send('refund', { charge, refunded_cents: 1_000 })).toEqual([]);
});
