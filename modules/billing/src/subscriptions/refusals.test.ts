import type { UserCaller } from '@quartet/platform/contract';
import { createLog } from '@quartet/platform/log';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { billingContract } from '../contract.ts';
import { billingErrors } from '../errors.ts';
import { createBilling } from '../index.ts';
import { countRequests } from '../testing/count-requests.ts';
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

/** A subscription made by the provider's API, as its dashboard makes them. */
async function subscribedWith(wanted: object): Promise<string> {
  await fixture.billing.openCheckout({ caller, origin, plan_id: 'growth' });
  const { request } = fixture.stripe.simulator;
  const customers = await request('GET', '/v1/customers');
  const [customer] = z.array(z.object({ id: z.string() })).parse(customers.body.data);
  const [price] = await fixture.stripe.gateway.findPrices(['growth']);
  const { body } = await request('POST', '/v1/subscriptions', {
    customer: customer?.id ?? '',
    items: [{ price: price?.priceId }],
    ...wanted,
  });
  await fixture.refresh(`subscription:${body.id}`);
  return String(body.id);
}

const change = (plan_id = 'scale') => fixture.billing.changePlan({ caller, origin, plan_id });
const audited = () =>
  fixture.rowsOf(sql`select action from audit_log where action <> 'billing.checkout_opened'`);

test('while the first payment is open nothing can be changed, which the provider is not asked for', async () => {
  await subscribedWith({ payment_behavior: 'default_incomplete' });
  expect((await fixture.billing.readCurrent({ caller })).subscription).toMatchObject({
    status: 'incomplete',
  });
  using counted = countRequests();
  const uses = [
    () => change(),
    () => fixture.billing.cancel({ caller, origin }),
    () => fixture.billing.resume({ caller, origin }),
  ];
  for (const use of uses) {
    await expect(use()).rejects.toMatchObject({
      ...refusal('subscription_not_changeable'),
      detail: expect.stringContaining('first payment'),
    });
  }
  expect(counted.requests).toEqual([]);
  expect(await audited()).toEqual([]);
});

test('a subscription of which no event told yet that it is incomplete is refused alike', async () => {
  const id = await subscribedWith({ payment_behavior: 'default_incomplete' });
  await fixture.db.orm.execute(sql`update subscriptions set status = 'active' where id = ${id}`);
  for (const use of [() => change(), () => fixture.billing.cancel({ caller, origin })]) {
    await expect(use()).rejects.toMatchObject(refusal('subscription_not_changeable'));
  }
});

test('the plan of a paused subscription cannot be changed, and the answer says what to do', async () => {
  const id = await subscribedWith({
    trial_period_days: 7,
    trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
  });
  await fixture.stripe.simulator.advance(8 * DAY);
  await fixture.follow(id);
  expect((await fixture.billing.readCurrent({ caller })).subscription).toMatchObject({ status: 'paused' });
  await expect(change()).rejects.toMatchObject({
    ...refusal('subscription_not_changeable'),
    detail: expect.stringContaining('POST /billing/payment-method'),
  });
});

test('what the provider refuses since our side is not set up is told as that, with the cause for operators', async () => {
  const { billing, stripe } = fixture;
  await fixture.subscribe({ caller, plan_id: 'growth' });
  const misconfigured = {
    ...refusal('billing_misconfigured'),
    detail: undefined,
    cause: expect.objectContaining({ type: 'StripeInvalidRequestError' }),
  };
  await stripe.simulator.setApiFaults([{ kind: 'error', status: 400, path: '/v1/billing_portal' }]);
  await expect(billing.openPortal({ caller })).rejects.toMatchObject(misconfigured);
  await expect(billing.replacePaymentMethod({ caller })).rejects.toMatchObject(misconfigured);
  await stripe.simulator.setApiFaults([{ kind: 'error', status: 400, path: '/v1/prices' }]);
  await expect(change()).rejects.toMatchObject(misconfigured);
  expect(billingContract.change.errors?.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['billing_misconfigured', 'subscription_not_changeable', 'billing_in_progress']),
  );
});

test('a resumption takes back an end at a date that was set at the provider, and one at the end of the period', async () => {
  const { billing, stripe } = fixture;
  const id = await fixture.subscribe({ caller, plan_id: 'growth' });
  for (const end of [
    { cancel_at: Math.floor(Date.now() / 1000) + 90 * DAY },
    { cancel_at_period_end: true },
  ]) {
    await stripe.simulator.request('POST', `/v1/subscriptions/${id}`, end);
    await fixture.follow(id);
    const { subscription } = await billing.resume({ caller, origin });
    expect(subscription).toMatchObject({ id, cancel_at: null, access_until: null });
    expect(await stripe.gateway.readObject(`subscription:${id}`)).toMatchObject({
      cancel_at: null,
      cancel_at_period_end: false,
    });
  }
  expect(
    await fixture.rowsOf(sql`select after from audit_log where action = 'billing.subscription_resumed'`),
  ).toEqual([{ after: { cancel_at: null } }, { after: { cancel_at: null } }]);
});

test('a resumption that stops between its two requests is audited, and finished by another try', async () => {
  const { core, stripe } = fixture;
  const id = await fixture.subscribe({ caller, plan_id: 'growth' });
  const date = Math.floor(Date.now() / 1000) + 90 * DAY;
  await stripe.simulator.request('POST', `/v1/subscriptions/${id}`, { cancel_at: date });
  await fixture.follow(id);
  const unsetCancelAt = () => Promise.reject(billingErrors.unavailable());
  const stopped = createBilling({ ...core, gateway: { ...core.gateway, unsetCancelAt } });
  await expect(stopped.resume({ caller, origin })).rejects.toMatchObject(refusal('billing_unavailable'));
  const { subscription } = await fixture.billing.resume({ caller, origin });
  expect(subscription).toMatchObject({ id, cancel_at: null });
  const cancel_at = new Date(date * 1000).toISOString();
  expect(
    await fixture.rowsOf(sql`
      select action, before, after from audit_log where target_kind = 'subscription' order by position`),
  ).toEqual([
    { action: 'billing.subscription_resume_unfinished', before: { cancel_at }, after: { cancel_at } },
    { action: 'billing.subscription_resumed', before: { cancel_at }, after: { cancel_at: null } },
  ]);
});

test('a link to pay by is shown to those alone who may act on billing', async () => {
  const [admin, member, viewer] = await Promise.all([1, 2, 3].map(() => fixture.aPerson()));
  if (!admin || !member || !viewer) throw new Error('There is nobody.');
  const team_id = await fixture.aTeamOf(caller);
  await fixture.join(team_id, admin, 'admin');
  await fixture.join(team_id, member, 'member');
  await fixture.join(team_id, viewer, 'viewer');
  const id = await fixture.subscribe({ caller, plan_id: 'growth', team_id });
  const { url } = await fixture.billing.openPortal({ caller, team_id });
  await fixture.stripe.changeCardAt(url, cards.declinedLater);
  await fixture.stripe.simulator.advance(32 * DAY);
  await fixture.follow(id);
  for (const [who, pay_url] of [
    [caller, expect.stringMatching(/^http/)],
    [admin, expect.stringMatching(/^http/)],
    [member, null],
    [viewer, null],
  ] as const) {
    const { subscription } = await fixture.billing.readCurrent({ caller: who, team_id });
    expect(subscription?.payment_problem).toMatchObject({ amount_due_cents: 7900, pay_url });
  }
});

test('a change that the provider has made is answered, audited and logged when what is known cannot follow', async () => {
  const id = await fixture.subscribe({ caller, plan_id: 'growth' });
  const lines: string[] = [];
  const billing = createBilling({
    ...fixture.core,
    log: createLog({
      service: 'test',
      level: 'error',
      destination: { write: (line) => void lines.push(line) },
    }),
    refresh: () => Promise.reject(new Error('The inbox is away.')),
  });
  const { subscription } = await billing.changePlan({ caller, origin, plan_id: 'scale' });
  expect(billingContract.change.answer.parse({ subscription })).toMatchObject({ subscription: { id } });
  expect(await audited()).toEqual([{ action: 'billing.plan_changed' }]);
  expect(lines).toEqual([expect.stringContaining('The inbox is away.')]);
  await fixture.follow(id);
  expect((await fixture.billing.readCurrent({ caller })).subscription).toMatchObject({ plan_id: 'scale' });
});
