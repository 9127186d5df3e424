import type { UserCaller } from '@quartet/platform/contract';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { billingContract } from '../contract.ts';
import { createBilling } from '../index.ts';
import { cards } from '../testing/simulated-stripe.ts';
import { type BillingFixture, origin, refusal, startBilling } from '../testing/start-billing.ts';

const DAY = 86_400;

let fixture: BillingFixture;
let caller: UserCaller;
beforeEach(async () => {
  fixture = await startBilling();
  caller = await fixture.aPerson();
});
afterEach(() => fixture.close());

const current = async () => (await fixture.billing.readCurrent({ caller })).subscription;

test('without a purchase there is no subscription, and nothing to change, cancel or look after', async () => {
  const { billing } = fixture;
  expect(await current()).toBeNull();
  await expect(billing.cancel({ caller, origin })).rejects.toMatchObject(refusal('not_subscribed'));
  await expect(billing.resume({ caller, origin })).rejects.toMatchObject(refusal('not_subscribed'));
  await expect(billing.changePlan({ caller, origin, plan_id: 'scale' })).rejects.toMatchObject(
    refusal('not_subscribed'),
  );
  await expect(billing.openPortal({ caller })).rejects.toMatchObject(refusal('no_billing_account'));
  await expect(billing.replacePaymentMethod({ caller })).rejects.toMatchObject(refusal('no_billing_account'));
});

test('a subscription is shown with its plan, items, period and access', async () => {
  const id = await fixture.subscribe({ caller, plan_id: 'growth' });
  const subscription = await current();
  expect(billingContract.current.answer.parse({ subscription })).toEqual({ subscription });
  expect(subscription).toMatchObject({
    id,
    status: 'active',
    plan_id: 'growth',
    items: [{ plan_id: 'growth', quantity: 1, unit_amount_cents: 7900, currency: 'usd', interval: 'month' }],
    trial_end: null,
    cancel_at: null,
    has_access: true,
    access_until: null,
    payment_problem: null,
  });
  expect(Date.parse(subscription?.current_period_end ?? '')).toBeGreaterThan(Date.now() + 27 * DAY * 1000);
});

test('a trial is shown with its end', async () => {
  await fixture.subscribe({ caller, plan_id: 'starter' });
  const subscription = await current();
  expect(subscription).toMatchObject({ status: 'trialing', has_access: true });
  expect(Date.parse(subscription?.trial_end ?? '')).toBeGreaterThan(Date.now() + 13 * DAY * 1000);
});

test('a cancellation shows when access ends; it can be taken back, and each is done once', async () => {
  const { billing } = fixture;
  await fixture.subscribe({ caller, plan_id: 'growth' });
  const { subscription } = await billing.cancel({ caller, origin });
  expect(billingContract.cancel.answer.parse({ subscription })).toEqual({ subscription });
  expect(subscription.cancel_at).toBe(subscription.current_period_end);
  expect(subscription).toMatchObject({ status: 'active', access_until: subscription.cancel_at });
  await expect(billing.cancel({ caller, origin })).rejects.toMatchObject(refusal('already_cancelled'));

  const resumed = await billing.resume({ caller, origin });
  expect(resumed.subscription).toMatchObject({ cancel_at: null, access_until: null });
  await expect(billing.resume({ caller, origin })).rejects.toMatchObject(refusal('not_cancelled'));
  expect(await fixture.rowsOf(sql`select action from audit_log order by position`)).toEqual(
    ['checkout_opened', 'subscription_cancelled', 'subscription_resumed'].map((action) => ({
      action: `billing.${action}`,
    })),
  );
});

test('a change of plan is in force at once and its difference is paid', async () => {
  const { billing } = fixture;
  const id = await fixture.subscribe({ caller, plan_id: 'growth' });
  await expect(billing.changePlan({ caller, origin, plan_id: 'growth' })).rejects.toMatchObject(
    refusal('same_plan'),
  );
  await expect(billing.changePlan({ caller, origin, plan_id: 'free' })).rejects.toMatchObject(
    refusal('unknown_plan'),
  );
  const { subscription } = await billing.changePlan({ caller, origin, plan_id: 'scale' });
  expect(subscription).toMatchObject({
    status: 'active',
    plan_id: 'scale',
    items: [{ unit_amount_cents: 24900 }],
  });
  await fixture.follow(id);
  const { items } = await billing.listInvoices({ caller, limit: 1 });
  expect(items).toMatchObject([{ status: 'paid', total_cents: 17000 }]);
  expect(
    await fixture.rowsOf(sql`select before, after from audit_log where action = 'billing.plan_changed'`),
  ).toEqual([{ before: { plan_id: 'growth' }, after: { plan_id: 'scale' } }]);
});

test('a change of plan that the bank refuses changes nothing', async () => {
  await fixture.subscribe({ caller, plan_id: 'growth' });
  const { url } = await fixture.billing.replacePaymentMethod({ caller });
  expect(await fixture.stripe.changeCardAt(url, cards.declinedLater)).toBe(303);
  await expect(fixture.billing.changePlan({ caller, origin, plan_id: 'scale' })).rejects.toMatchObject(
    refusal('payment_declined'),
  );
  expect(await current()).toMatchObject({ plan_id: 'growth', status: 'active' });
});

test('a renewal that fails is shown with what to pay, where, and until when access is left', async () => {
  const id = await fixture.subscribe({ caller, plan_id: 'growth' });
  const { url } = await fixture.billing.openPortal({ caller });
  await fixture.stripe.changeCardAt(url, cards.declinedLater);
  await fixture.stripe.simulator.advance(32 * DAY);
  await fixture.follow(id);
  fixture.clock.advance(32 * DAY);
  const subscription = await current();
  expect(subscription).toMatchObject({
    status: 'past_due',
    has_access: true,
    payment_problem: {
      amount_due_cents: 7900,
      currency: 'usd',
      attempts: 1,
      next_attempt_at: expect.any(String),
      pay_url: expect.stringMatching(/^http/),
    },
  });
  const graceEnds = Date.parse(subscription?.current_period_start ?? '') + 14 * DAY * 1000;
  expect(Date.parse(subscription?.access_until ?? '')).toBe(graceEnds);
  fixture.clock.advance(14 * DAY);
  expect(await current()).toMatchObject({ status: 'past_due', has_access: false, access_until: null });
});

test('a subscription that has ended is none', async () => {
  const id = await fixture.subscribe({ caller, plan_id: 'growth' });
  await fixture.stripe.simulator.request('DELETE', `/v1/subscriptions/${id}`);
  // The event is still to come.
  await expect(fixture.billing.cancel({ caller, origin })).rejects.toMatchObject(refusal('not_subscribed'));
  await fixture.follow(id);
  expect(await current()).toBeNull();
});

test('a change that the provider has made is answered and audited, also when it cannot be looked at then', async () => {
  await fixture.subscribe({ caller, plan_id: 'growth' });
  const blind = createBilling({ ...fixture.core, refresh: () => Promise.resolve(false) });
  const { subscription } = await blind.cancel({ caller, origin });
  expect(subscription).toMatchObject({ status: 'active', cancel_at: null });
  expect(await fixture.rowsOf(sql`select action from audit_log`)).toContainEqual({
    action: 'billing.subscription_cancelled',
  });
});

test('members of a team see its subscription, admins change it, and others learn nothing of it', async () => {
  const { billing } = fixture;
  const [admin, viewer, stranger] = await Promise.all([1, 2, 3].map(() => fixture.aPerson()));
  if (!admin || !viewer || !stranger) throw new Error('There is nobody.');
  const team_id = await fixture.aTeamOf(caller);
  await fixture.join(team_id, admin, 'admin');
  await fixture.join(team_id, viewer, 'viewer');
  const id = await fixture.subscribe({ caller: admin, plan_id: 'growth', team_id });

  expect(await current()).toBeNull();
  expect(await billing.readCurrent({ caller: viewer, team_id })).toMatchObject({ subscription: { id } });
  await expect(billing.readCurrent({ caller: stranger, team_id })).rejects.toMatchObject(
    refusal('not_found'),
  );
  for (const use of [
    (who: UserCaller) => billing.cancel({ caller: who, origin, team_id }),
    (who: UserCaller) => billing.resume({ caller: who, origin, team_id }),
    (who: UserCaller) => billing.changePlan({ caller: who, origin, team_id, plan_id: 'scale' }),
    (who: UserCaller) => billing.openPortal({ caller: who, team_id }),
    (who: UserCaller) => billing.replacePaymentMethod({ caller: who, team_id }),
    (who: UserCaller) => billing.listInvoices({ caller: who, team_id, limit: 10 }),
  ]) {
    await expect(use(viewer)).rejects.toMatchObject(refusal('forbidden'));
    await expect(use(stranger)).rejects.toMatchObject(refusal('not_found'));
    expect(await use(admin)).toBeTruthy();
  }
});

test('a team with a subscription cannot be deleted until that is over', async () => {
  const team_id = await fixture.aTeamOf(caller);
  const id = await fixture.subscribe({ caller, plan_id: 'growth', team_id });
  const owner = { ...caller, team: { id: team_id, role: 'owner' as const } };
  const remove = () => fixture.teams.delete({ caller: owner, origin });
  await expect(remove()).rejects.toMatchObject(refusal('team_subscribed'));
  await fixture.stripe.simulator.request('DELETE', `/v1/subscriptions/${id}`);
  await fixture.follow(id);
  await remove();
});

test('a team whose page of checkout may still be paid cannot be deleted until that is over', async () => {
  const team_id = await fixture.aTeamOf(caller);
  const { checkout } = await fixture.billing.openCheckout({ caller, origin, plan_id: 'growth', team_id });
  const owner = { ...caller, team: { id: team_id, role: 'owner' as const } };
  const remove = () => fixture.teams.delete({ caller: owner, origin });
  await expect(remove()).rejects.toMatchObject(refusal('team_subscribed'));
  await fixture.stripe.simulator.request('POST', `/v1/checkout/sessions/${checkout.id}/expire`);
  await fixture.refresh(`checkout.session:${checkout.id}`);
  await remove();
});

test('invoices are listed page by page, the newest first, without drafts and those of others', async () => {
  const id = await fixture.subscribe({ caller, plan_id: 'growth' });
  await fixture.billing.changePlan({ caller, origin, plan_id: 'scale' });
  await fixture.follow(id);
  const other = await fixture.aPerson();
  await fixture.subscribe({ caller: other, plan_id: 'growth' });
  await fixture.db.orm.execute(sql`
    insert into invoices select (jsonb_populate_record(invoices, '{"id": "in_draft", "status": "draft"}')).* from invoices
     limit 1`);
  const list = (cursor?: string) =>
    fixture.billing.listInvoices({ caller, limit: 1, ...(cursor !== undefined && { cursor }) });
  const first = await list();
  expect(billingContract.listInvoices.answer.parse(first)).toEqual(first);
  const second = await list(first.next_cursor ?? '');
  expect([first, second].flatMap(({ items }) => items.map(({ total_cents }) => total_cents))).toEqual([
    17000, 7900,
  ]);
  expect(second.next_cursor).toBeNull();
  const [theirs] = (await fixture.billing.listInvoices({ caller: other, limit: 1 })).items;
  const forged = Buffer.from(JSON.stringify([theirs?.id])).toString('base64url');
  expect((await list(forged)).items).toEqual([]);
});
