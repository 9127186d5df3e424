import type { Transaction } from '@quartet/platform/database';
import type { LogEntry, ShadowProjection } from '@quartet/webhooks';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, type Life, liveHalfAYear, START } from '../testing/live-half-a-year.ts';
import { type ProjectedInbox, startProjectedInbox } from '../testing/projected-inbox.ts';

const clock = { now: () => new Date((START + 190 * DAY) * 1000) };

let inbox: ProjectedInbox;
let shadow: ShadowProjection;
let life: Life;

beforeAll(async () => {
  inbox = await startProjectedInbox({ clock });
  if (inbox.projector.shadow === undefined) throw new Error('The projector has no shadow.');
  shadow = inbox.projector.shadow;
  life = await liveHalfAYear();
});
afterAll(() => inbox.close());
beforeEach(async () => {
  await inbox.forget();
  await inbox.deliver(life.events);
});

describe('the projection as it is built again from the log', () => {
  it('does not differ from the one in use', async () => {
    await inTransaction(async (tx) => {
      await rebuild(tx);
      expect(await shadow.compare(tx, { after: undefined, limit: 10 })).toEqual([]);
    });
  });

  it('shows what was edited, page by page, and takes its place', async () => {
    await inTransaction(async (tx) => {
      await rebuild(tx);
      await tx.execute(sql`update invoices set status = 'open', number = null where status = 'paid'`);
      await tx.execute(sql`update subscription_items set quantity = 7`);
      await tx.execute(sql`insert into disputes (id, status, currency, amount_cents, created_at, livemode, as_of, is_provisional)
        values ('du_never', 'lost', 'usd', 1, now(), false, ${clock.now().toISOString()}, false)`);

      const first = await shadow.compare(tx, { after: undefined, limit: 1 });
      expect(first).toEqual([
        { subject: 'dispute:du_never', current: expect.objectContaining({ id: 'du_never' }), rebuilt: null },
      ]);
      const rest = await shadow.compare(tx, { after: first[0]?.subject, limit: 100 });
      expect(rest.map(({ subject }) => subject.split(':')[0])).toEqual([
        ...Array.from({ length: 5 }, () => 'invoice'),
        'subscription_item',
      ]);
      expect(rest.at(-1)).toMatchObject({ current: { quantity: 7 }, rebuilt: { quantity: 1 } });
      expect(rest[0]).toMatchObject({
        current: { status: 'open', number: null },
        rebuilt: { status: 'paid' },
      });

      await shadow.swap(tx);
      expect(await shadow.compare(tx, { after: undefined, limit: 10 })).toEqual([]);
      const { rows } = await tx.execute(sql`select from disputes where id = 'du_never'`);
      expect(rows).toEqual([]);
    });
  });

  it('leaves what is older than the log', async () => {
    await inTransaction(async (tx) => {
      await rebuild(tx);
      await tx.execute(sql`insert into subscriptions (id, customer_id, status, collection_method, cancel_at_period_end,
          is_collection_paused, created_at, livemode, as_of, is_provisional)
        values ('sub_old', 'cus_old', 'active', 'charge_automatically', false, false, '2020-01-01', false, '2020-01-01', false)`);
      await tx.execute(sql`insert into subscription_items (id, subscription_id, position, price_id, quantity)
        values ('si_old', 'sub_old', 0, 'price_old', 1)`);
      expect(await shadow.compare(tx, { after: undefined, limit: 10 })).toEqual([]);
      await shadow.swap(tx);
      const { rows } = await tx.execute(
        sql`select id from subscription_items where subscription_id = 'sub_old'`,
      );
      expect(rows).toEqual([{ id: 'si_old' }]);
    });
  });

  it('plans no effects', async () => {
    await inbox.db.orm.execute(sql`update effects set state = 'pending', settled_at = null`);
    const keys = () => inbox.db.orm.execute(sql`select key, state from effects order by key`);
    const { rows: before } = await keys();
    await inTransaction(rebuild);
    expect((await keys()).rows).toEqual(before);
  });
});

async function rebuild(tx: Transaction): Promise<void> {
  await shadow.clear(tx);
  const logs = Map.groupBy(life.events.map(inbox.read), ({ object }) => object.objectKey);
  for (const [first, ...others] of logs.values()) {
    if (first === undefined) continue;
    const log = [first, ...others].map(({ event }): LogEntry => ({ kind: 'event', event }));
    await shadow.build(tx, first.object, log);
  }
}

function inTransaction(work: (tx: Transaction) => Promise<void>): Promise<void> {
  return inbox.db.transaction(work);
}
