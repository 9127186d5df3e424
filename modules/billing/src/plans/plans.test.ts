import { createDatabase, type Database } from '@quartet/platform/database';
import { createLog } from '@quartet/platform/log';
import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { billingContract } from '../contract.ts';
import { listPlans } from './list-plans.ts';
import { type FindPlans, prepareFindPlans } from './plans.sql.ts';
import type { Plan } from './plans.ts';
import { seedPlans } from './seed-plans.ts';

const plan: Plan = {
  id: 'growth',
  name: 'Growth',
  priceCents: 7900,
  currency: 'usd',
  interval: 'month',
  trialDays: 0,
  features: [
    { key: 'seats', description: '15 members', quota: 15 },
    { key: 'email_support', description: 'Support by e-mail' },
  ],
};

let base: TestDatabase;
let db: Database;
let findPlans: FindPlans;

beforeAll(async () => {
  base = await createTestDatabase();
  db = createDatabase({
    url: base.ownerUrl,
    actsAs: 'login',
    applicationName: 'billing-test',
    log: createLog({ service: 'test', level: 'silent' }),
  });
  findPlans = prepareFindPlans(db.orm);
});
beforeEach(async () => {
  await db.orm.execute('delete from plans');
});
afterAll(async () => {
  await db.close();
  await base.drop();
});

test('starter, growth and scale cost 19, 79 and 249 dollars a month, and each names its features and trial', async () => {
  await seedPlans(db);
  const answer = await listPlans(findPlans);
  expect(billingContract.listPlans.answer.parse(answer)).toEqual(answer);
  expect(answer.next_cursor).toBeNull();
  expect(
    answer.items.map(({ id, price_cents, currency, interval }) => [id, price_cents, currency, interval]),
  ).toEqual([
    ['starter', 1900, 'usd', 'month'],
    ['growth', 7900, 'usd', 'month'],
    ['scale', 24900, 'usd', 'month'],
  ]);
  expect(answer.items.map(({ trial_days }) => trial_days)).toEqual([14, 0, 0]);
  expect(answer.items[0]?.features[0]).toEqual({ key: 'seats', description: '3 members', quota: 3 });
  expect(answer.items.every((item) => item.features.length > 3)).toBe(true);
});

test('seeding again changes nothing', async () => {
  await seedPlans(db);
  const once = await listPlans(findPlans);
  await seedPlans(db);
  expect(await listPlans(findPlans)).toEqual(once);
});

test('a changed catalogue changes prices, features and their order, and takes features away', async () => {
  await seedPlans(db, [plan]);
  await seedPlans(db, [
    {
      ...plan,
      priceCents: 8900,
      features: [
        { key: 'single_sign_on', description: 'Single sign-on' },
        { key: 'seats', description: '20 members', quota: 20 },
      ],
    },
  ]);
  const { items } = await listPlans(findPlans);
  expect(items).toEqual([
    {
      id: 'growth',
      name: 'Growth',
      price_cents: 8900,
      currency: 'usd',
      interval: 'month',
      trial_days: 0,
      features: [
        { key: 'single_sign_on', description: 'Single sign-on', quota: null },
        { key: 'seats', description: '20 members', quota: 20 },
      ],
    },
  ]);
});

test('20 starters at once leave one catalogue', async () => {
  await Promise.all(Array.from({ length: 20 }, () => seedPlans(db)));
  const together = await listPlans(findPlans);
  await db.orm.execute('delete from plans');
  await seedPlans(db);
  expect(together).toEqual(await listPlans(findPlans));
});

test('a plan without features is listed', async () => {
  await seedPlans(db, [plan, { ...plan, id: 'free', name: 'Free', features: [] }]);
  expect((await listPlans(findPlans)).items[1]).toMatchObject({ id: 'free', features: [] });
});
