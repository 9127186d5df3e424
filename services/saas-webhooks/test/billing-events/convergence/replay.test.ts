import { createBillingProjector, noticeSenders } from '@quartet/billing';
import { movableClock } from '@quartet/testing/service';
import { createEffects, type Projector } from '@quartet/webhooks';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { leadLivesToClone } from '../lives/cloned-lives.ts';
import type { LedLife } from '../lives/lead-life.ts';
import { deliverInOrder } from './deliver.ts';
import { type InboxDatabase, openInbox } from './open-inbox.ts';
import { type Outcome, readOutcomes } from './outcome.ts';

const MONTH_SECONDS = 31 * 86_400;
const operator = { kind: 'operator', operatorId: 'test' } as const;

let inbox: InboxDatabase;
let lives: LedLife[];
beforeAll(async () => {
  [inbox, lives] = await Promise.all([openInbox(), leadLivesToClone(20)]);
}, 60_000);
afterAll(() => inbox.close());
beforeEach(() => inbox.empty());

const outcomes = (): Promise<Outcome[]> =>
  readOutcomes(
    inbox.db,
    lives.map(({ events }) => events),
  );

test('a replay a month later changes nothing, and sends no mail again', async () => {
  const clock = movableClock();
  const mails: string[] = [];
  const running = inbox.run(
    createBillingProjector({ clock, livemode: false, graceDays: 14, effects: createEffects({ clock }) }),
    {
      clock,
      senders: noticeSenders({
        mail: { enqueue: (_tx, { template }) => Promise.resolve(void mails.push(template)) },
      }),
    },
  );
  await deliverInOrder(running, lives);
  await running.allSent();
  const sent = mails.length;
  expect(sent).toBeGreaterThan(50);
  const before = [await projection(), await effects()];

  clock.advance(MONTH_SECONDS);
  const { events } = await running.webhooks.replayFiltered({ caller: operator, filter: {}, dry_run: false });
  expect(events).toBe(lives.flatMap((life) => life.events).length);
  await running.replayed();
  await running.allSent();
  await running.stop();
  expect([await projection(), await effects()]).toEqual(before);
  expect(mails).toHaveLength(sent);
});

test('a poison event is parked while all others end right, and its replay after the fix heals it', async () => {
  const healthy = inbox.run(inbox.projector);
  await deliverInOrder(healthy, lives);
  await healthy.stop();
  const right = await outcomes();
  await inbox.empty();

  const poisoned = lives.flatMap(({ events }) => events).find(({ type }) => type === 'invoice.paid');
  const objectKey = `invoice:${poisoned && Reflect.get(poisoned.data.object, 'id')}`;
  let isMended = false;
  const projector: Projector = {
    async project(tx, projection) {
      if (projection.objectKey === objectKey && !isMended) throw new TypeError('poison');
      return await inbox.projector.project(tx, projection);
    },
  };
  const running = inbox.run(projector, { maxAttempts: 2 });
  await running.deliver(lives.flatMap(({ events }) => events));
  await running.settledButParked();
  const { items } = await running.webhooks.listDeadLetters({ limit: 10 });
  expect(items.map(({ object }) => object)).toEqual([objectKey]);
  const missing = (await outcomes()).flatMap((found, life) =>
    (right[life] ?? []).filter((line) => !found.includes(line)),
  );
  expect(missing).toEqual([expect.stringMatching(/^(effect receipt:|invoices)/), expect.anything()]);

  isMended = true;
  await running.webhooks.redrive({ caller: operator });
  await running.settled();
  await running.stop();
  expect(await outcomes()).toEqual(right);
});

/** The rows themselves, with how far they can be relied on. */
async function projection(): Promise<unknown[]> {
  const { rows } = await inbox.db.orm.execute(sql`
    select to_jsonb(invoices) as row from invoices union all select to_jsonb(subscriptions) from subscriptions
    union all select to_jsonb(charges) from charges union all select to_jsonb(customers) from customers
     order by 1`);
  return rows;
}

async function effects(): Promise<unknown[]> {
  return (await inbox.db.orm.execute(sql`select * from effects order by key`)).rows;
}
