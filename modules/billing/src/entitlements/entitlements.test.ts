import type { UserCaller } from '@quartet/platform/contract';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BillingFixture, refusal, startBilling } from '../testing/start-billing.ts';

const DAY = 86_400;

let fixture: BillingFixture;
let caller: UserCaller;
beforeEach(async () => {
  fixture = await startBilling();
  caller = await fixture.aPerson();
});
afterEach(() => fixture.close());

const entitlements = async () => (await fixture.billing.listEntitlements({ caller })).entitlements;

test('a plan gives its features for as long as the subscription runs', async () => {
  expect(await entitlements()).toEqual([]);
  const id = await fixture.subscribe({ caller, plan_id: 'growth' });
  expect(await entitlements()).toEqual([
    { feature: 'api_calls', quota: 250_000 },
    { feature: 'audit_log_days', quota: 30 },
    { feature: 'email_support', quota: null },
    { feature: 'projects', quota: 50 },
    { feature: 'seats', quota: 15 },
  ]);
  await fixture.stripe.simulator.request('DELETE', `/v1/subscriptions/${id}`);
  await fixture.follow(id);
  expect(await entitlements()).toEqual([]);
});

test('a subscription with an end of access gives nothing from then on', async () => {
  const id = await fixture.subscribe({ caller, plan_id: 'growth' });
  await fixture.db.orm.execute(sql`
    update subscriptions set access_until = now() + interval '14 days' where id = ${id}`);
  expect(await entitlements()).toHaveLength(5);
  fixture.clock.advance(15 * DAY);
  expect(await entitlements()).toEqual([]);
});

test('a change of the catalogue is in force at once', async () => {
  await fixture.subscribe({ caller, plan_id: 'growth' });
  await fixture.rowsOf(
    sql`update plan_features set quota = 20 where plan_id = 'growth' and feature = 'seats'`,
  );
  expect(await entitlements()).toContainEqual({ feature: 'seats', quota: 20 });
});

test('of several subscriptions the most generous counts, and no number is the most', async () => {
  await fixture.subscribe({ caller, plan_id: 'growth' });
  await fixture.db.orm.execute(sql`
    insert into subscription_items (id, subscription_id, position, plan_id, price_id, quantity)
    select 'si_second', subscription_id, 1, 'scale', 'price_scale', 1 from subscription_items`);
  expect(await entitlements()).toMatchObject([
    { feature: 'api_calls', quota: 5_000_000 },
    { feature: 'audit_log_days', quota: 365 },
    { feature: 'email_support', quota: null },
    { feature: 'priority_support', quota: null },
    { feature: 'projects', quota: null },
    { feature: 'seats', quota: 100 },
    { feature: 'single_sign_on', quota: null },
  ]);
});

test('what the provider says is active is given as well, and takes no number away', async () => {
  await fixture.subscribe({ caller, plan_id: 'growth' });
  await fixture.db.orm.execute(sql`
    insert into active_entitlements (customer_id, features, livemode, as_of, is_provisional)
    select customer_id, '{beta,seats}', false, now(), false from subscriptions`);
  const given = await entitlements();
  expect(given).toContainEqual({ feature: 'beta', quota: null });
  expect(given.filter(({ feature }) => feature === 'seats')).toEqual([{ feature: 'seats', quota: 15 }]);
});

test('a guard lets in who has the feature: for themselves, or by the team that the route names', async () => {
  const { requireEntitlement } = fixture.billing;
  const teamId = await fixture.aTeamOf(caller);
  const asTeam = { ...caller, team: { id: teamId, role: 'viewer' as const } };
  await fixture.subscribe({ caller, plan_id: 'growth' });
  await requireEntitlement(caller, 'audit_log_days');
  await expect(requireEntitlement(caller, 'single_sign_on')).rejects.toMatchObject(
    refusal('entitlement_required'),
  );
  await expect(requireEntitlement(asTeam, 'audit_log_days')).rejects.toMatchObject(
    refusal('entitlement_required'),
  );
  await fixture.subscribe({ caller, plan_id: 'growth', team_id: teamId });
  await requireEntitlement(asTeam, 'audit_log_days');
});

test('entitlements of a team are for its members to see', async () => {
  const [stranger, team_id] = await Promise.all([fixture.aPerson(), fixture.aTeamOf(caller)]);
  await fixture.subscribe({ caller, plan_id: 'growth', team_id });
  expect((await fixture.billing.listEntitlements({ caller, team_id })).entitlements).toHaveLength(5);
  expect(await entitlements()).toEqual([]);
  await expect(fixture.billing.listEntitlements({ caller: stranger, team_id })).rejects.toMatchObject(
    refusal('not_found'),
  );
});
