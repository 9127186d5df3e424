import type { UserCaller } from '@quartet/platform/contract';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { billingContract } from '../contract.ts';
import type { BillingGateway } from '../gateway/gateway.ts';
import { SpentKeyError } from '../gateway/spent-key-error.ts';
import { createBilling } from '../index.ts';
import { cards } from '../testing/simulated-stripe.ts';
import { type BillingFixture, origin, refusal, startBilling } from '../testing/start-billing.ts';

let fixture: BillingFixture;
beforeEach(async () => {
  fixture = await startBilling();
});
afterEach(() => fixture.close());

const listOf = async (path: string) =>
  (await fixture.stripe.simulator.request('GET', path)).body.data as Record<string, unknown>[];
const openPages = async () =>
  (await listOf('/v1/checkout/sessions')).filter(({ status }) => status === 'open');

async function customerOf({ userId }: UserCaller): Promise<unknown> {
  const account = sql`select customer_id from billing_accounts`;
  const { rows } = await fixture.db.scoped({ userId }, (tx) => tx.execute(account));
  return rows[0]?.customer_id;
}

test('a checkout leads to a page of the provider, for a customer with the name and address of the person', async () => {
  const caller = await fixture.aPerson();
  const answer = await fixture.billing.openCheckout({ caller, origin, plan_id: 'growth' });
  expect(billingContract.checkout.answer.parse(answer)).toEqual(answer);
  expect(answer.checkout).toMatchObject({ status: 'open', url: expect.stringContaining(answer.checkout.id) });
  const [account] = await fixture.db.scoped(
    { userId: caller.userId },
    async (tx) => (await tx.execute(sql`select * from billing_accounts`)).rows,
  );
  expect(account).toMatchObject({ user_id: caller.userId, team_id: null, checkout_id: answer.checkout.id });
  expect(await listOf('/v1/customers')).toMatchObject([
    { id: account?.customer_id, email: caller.email, name: 'Ada Lovelace' },
  ]);
  expect(await listOf('/v1/checkout/sessions')).toMatchObject([
    {
      client_reference_id: account?.id,
      success_url: 'https://app.example.com/billing/success',
      cancel_url: 'https://app.example.com/billing/cancelled',
      amount_total: 7900,
    },
  ]);
  expect(await fixture.rowsOf(sql`select action, after->>'plan_id' as plan from audit_log`)).toEqual([
    { action: 'billing.checkout_opened', plan: 'growth' },
  ]);
});

test('a second page closes the first one', async () => {
  const caller = await fixture.aPerson();
  const first = await fixture.billing.openCheckout({ caller, origin, plan_id: 'growth' });
  const second = await fixture.billing.openCheckout({ caller, origin, plan_id: 'scale' });
  expect((await openPages()).map(({ id }) => id)).toEqual([second.checkout.id]);
  expect(await fixture.stripe.payAt(first.checkout.url, cards.good)).toBe(404);
  expect(await listOf('/v1/customers')).toHaveLength(1);
});

test('20 requests at once make one customer, and the one page that can be paid was answered', async () => {
  const caller = await fixture.aPerson();
  const settled = await Promise.allSettled(
    Array.from({ length: 20 }, () => fixture.billing.openCheckout({ caller, origin, plan_id: 'growth' })),
  );
  const answers = settled.filter((each) => each.status === 'fulfilled').map(({ value }) => value.checkout.id);
  expect(answers.length).toBeGreaterThan(0);
  // None is open when the last to come closed the page before its own and was refused: the next request opens one.
  const pages = (await openPages()).map(({ id }) => id);
  expect(pages.length).toBeLessThanOrEqual(1);
  expect(answers).toEqual(expect.arrayContaining(pages));
  expect(await listOf('/v1/customers')).toHaveLength(1);
});

test('requests for different plans at once leave at most one page that can be paid', async () => {
  const caller = await fixture.aPerson();
  const plans = ['starter', 'growth', 'scale', 'growth', 'starter', 'scale'];
  const settled = await Promise.allSettled(
    plans.map((plan_id) => fixture.billing.openCheckout({ caller, origin, plan_id })),
  );
  for (const each of settled) {
    if (each.status === 'rejected') expect(each.reason).toMatchObject(refusal('billing_in_progress'));
  }
  expect(settled.some(({ status }) => status === 'fulfilled')).toBe(true);
  expect((await openPages()).length).toBeLessThanOrEqual(1);
  expect(await listOf('/v1/customers')).toHaveLength(1);
});

test('one that was stopped between the answer of the provider and its own commit loses nothing', async () => {
  const caller = await fixture.aPerson();
  const stopAfter = (name: keyof BillingGateway) => {
    const work = fixture.core.gateway[name] as (...given: unknown[]) => Promise<unknown>;
    const stopped = async (...given: unknown[]) => {
      await work(...given);
      throw new Error('stopped');
    };
    const gateway = { ...fixture.core.gateway, [name]: stopped };
    return createBilling({ ...fixture.core, gateway }).openCheckout({ caller, origin, plan_id: 'growth' });
  };
  await expect(stopAfter('createCustomer')).rejects.toThrow('stopped');
  await expect(stopAfter('createCheckout')).rejects.toThrow('stopped');
  const [lost] = await openPages();
  const again = await fixture.billing.openCheckout({ caller, origin, plan_id: 'growth' });
  expect(again.checkout.id).toBe(lost?.id);

  await expect(stopAfter('createCheckout')).rejects.toThrow('stopped');
  const other = await fixture.billing.openCheckout({ caller, origin, plan_id: 'scale' });
  expect((await openPages()).map(({ id }) => id)).toEqual([other.checkout.id]);
  expect(await listOf('/v1/customers')).toHaveLength(1);
});

test('whoever has paid cannot buy again, even before an event has told of it', async () => {
  const caller = await fixture.aPerson();
  const { checkout } = await fixture.billing.openCheckout({ caller, origin, plan_id: 'growth' });
  await fixture.stripe.payAt(checkout.url, cards.good);
  const again = () => fixture.billing.openCheckout({ caller, origin, plan_id: 'growth' });
  const refused = refusal('already_subscribed');
  await expect(again()).rejects.toMatchObject(refused);
  const session = await fixture.stripe.gateway.readObject(`checkout.session:${checkout.id}`);
  await fixture.follow(String(session?.subscription));
  await expect(again()).rejects.toMatchObject(refused);
  expect(await listOf('/v1/subscriptions')).toHaveLength(1);
});

test('a trial is for the first subscription of an account alone', async () => {
  const caller = await fixture.aPerson();
  const trialOf = async (id: string) => {
    const subscription = await fixture.stripe.gateway.readObject(`subscription:${id}`);
    return subscription?.status;
  };
  const first = await fixture.subscribe({ caller, plan_id: 'starter' });
  expect(await trialOf(first)).toBe('trialing');
  await fixture.stripe.simulator.request('DELETE', `/v1/subscriptions/${first}`);
  await fixture.follow(first);
  const second = await fixture.subscribe({ caller, plan_id: 'starter' });
  expect(await trialOf(second)).toBe('active');
});

test('whose customer was deleted at the provider can buy as a new one', async () => {
  const caller = await fixture.aPerson();
  await fixture.billing.openCheckout({ caller, origin, plan_id: 'growth' });
  const [gone] = await listOf('/v1/customers');
  await fixture.stripe.simulator.request('DELETE', `/v1/customers/${gone?.id}`);
  await expect(fixture.billing.openPortal({ caller })).rejects.toMatchObject(refusal('customer_missing'));
  await fixture.subscribe({ caller, plan_id: 'growth' });
  expect((await fixture.billing.readCurrent({ caller })).subscription).toMatchObject({ status: 'active' });
  expect(await listOf('/v1/customers')).toHaveLength(1);
});

test('a plan that is not sold is refused by name', async () => {
  const caller = await fixture.aPerson();
  await expect(fixture.billing.openCheckout({ caller, origin, plan_id: 'free' })).rejects.toMatchObject({
    ...refusal('unknown_plan'),
    errors: [{ path: 'body.plan_id' }],
  });
  expect(await listOf('/v1/customers')).toEqual([]);
});

test('while the provider is away nothing is bought, and the account stays usable', async () => {
  const caller = await fixture.aPerson();
  await fixture.stripe.simulator.setApiFaults([{ kind: 'error', status: 500 }]);
  const buy = () => fixture.billing.openCheckout({ caller, origin, plan_id: 'growth' });
  await expect(buy()).rejects.toMatchObject(refusal('billing_unavailable'));
  await fixture.stripe.simulator.setApiFaults([]);
  expect((await buy()).checkout.status).toBe('open');
});

test('a team buys for itself, under its own name, by an admin', async () => {
  const [owner, member, stranger] = await Promise.all([1, 2, 3].map(() => fixture.aPerson()));
  if (!owner || !member || !stranger) throw new Error('There is nobody.');
  const team_id = await fixture.aTeamOf(owner);
  await fixture.join(team_id, member, 'member');
  const buy = (caller: typeof owner) =>
    fixture.billing.openCheckout({ caller, origin, plan_id: 'growth', team_id });
  await expect(buy(member)).rejects.toMatchObject(refusal('forbidden'));
  await expect(buy(stranger)).rejects.toMatchObject(refusal('not_found'));
  await fixture.subscribe({ caller: owner, plan_id: 'growth', team_id });
  expect(await listOf('/v1/customers')).toMatchObject([{ name: 'Engines', email: owner.email }]);
  // What a person pays for themselves is another thing.
  expect(
    (await fixture.billing.openCheckout({ caller: owner, origin, plan_id: 'growth' })).checkout.status,
  ).toBe('open');
});

test.each(['growth', 'scale'])(
  'a page that was lost and is over by now is followed by a new one, for %s as well',
  async (plan_id) => {
    const caller = await fixture.aPerson();
    const { createCheckout } = fixture.core.gateway;
    const stopping: BillingGateway = {
      ...fixture.core.gateway,
      createCheckout: async (order) => {
        await createCheckout(order);
        throw new Error('stopped');
      },
    };
    const stopped = createBilling({ ...fixture.core, gateway: stopping });
    await expect(stopped.openCheckout({ caller, origin, plan_id: 'growth' })).rejects.toThrow('stopped');
    const [lost] = await openPages();
    await fixture.core.gateway.closeCheckout(String(lost?.id));
    const { checkout } = await fixture.billing.openCheckout({ caller, origin, plan_id });
    expect((await openPages()).map(({ id }) => id)).toEqual([checkout.id]);
    expect(checkout.id).not.toBe(lost?.id);
  },
);

test('a failure that the provider keeps under a key keeps nobody from buying', async () => {
  const caller = await fixture.aPerson();
  const { createCheckout } = fixture.core.gateway;
  const failed = new Set<string>();
  const failing: BillingGateway = {
    ...fixture.core.gateway,
    createCheckout: (order) => {
      if (failed.size === 0) failed.add(order.idempotencyKey);
      return failed.has(order.idempotencyKey)
        ? Promise.reject(new SpentKeyError(order.idempotencyKey))
        : createCheckout(order);
    },
  };
  const billing = createBilling({ ...fixture.core, gateway: failing });
  const { checkout } = await billing.openCheckout({ caller, origin, plan_id: 'growth' });
  expect((await openPages()).map(({ id }) => id)).toEqual([checkout.id]);
});

test.each(['createCustomer', 'createCheckout'] as const)(
  'keys that are all spent for a day lock nobody out: %s',
  async (name) => {
    const caller = await fixture.aPerson();
    const create = fixture.core.gateway[name] as (wanted: { idempotencyKey: string }) => Promise<unknown>;
    const isNumbered = (key: string) => /:\d+$/.test(key);
    const failing = (wanted: { idempotencyKey: string }) =>
      isNumbered(wanted.idempotencyKey)
        ? Promise.reject(new SpentKeyError(wanted.idempotencyKey))
        : create(wanted);
    const billing = createBilling({ ...fixture.core, gateway: { ...fixture.core.gateway, [name]: failing } });
    const buy = () => billing.openCheckout({ caller, origin, plan_id: 'growth' });
    await Promise.allSettled([buy(), buy(), buy()]);
    expect((await openPages()).length).toBeLessThanOrEqual(1);
    const { checkout } = await buy();
    expect(await openPages()).toMatchObject([{ id: checkout.id, customer: await customerOf(caller) }]);
  },
);

test('a page that another request has kept already is answered and audited as well', async () => {
  const caller = await fixture.aPerson();
  const { createCheckout } = fixture.core.gateway;
  const gateway: BillingGateway = {
    ...fixture.core.gateway,
    createCheckout: async (order) => {
      const page = await createCheckout(order);
      await fixture.core.db.scoped({ userId: caller.userId }, (tx) =>
        tx.execute(sql`update billing_accounts set checkout_id = ${page.id}`),
      );
      return page;
    },
  };
  const billing = createBilling({ ...fixture.core, gateway });
  const { checkout } = await billing.openCheckout({ caller, origin, plan_id: 'growth' });
  expect(await fixture.rowsOf(sql`select after->>'checkout_id' as page from audit_log`)).toEqual([
    { page: checkout.id },
  ]);
});

test('an address or a name that has changed is carried to the provider once, at the next checkout', async () => {
  const caller = await fixture.aPerson();
  const told: unknown[] = [];
  const { updateCustomer } = fixture.core.gateway;
  const gateway: BillingGateway = {
    ...fixture.core.gateway,
    updateCustomer: (customer) => {
      told.push([customer.email, customer.name]);
      return updateCustomer(customer);
    },
  };
  const billing = createBilling({ ...fixture.core, gateway });
  const buyAs = (email: string, fullName: string | null) =>
    billing.openCheckout({ caller: { ...caller, email, fullName }, origin, plan_id: 'growth' });
  await buyAs('ada@example.com', 'Ada Byron');
  await buyAs('ada@example.com', 'Ada Byron');
  await buyAs('ada@lovelace.example', 'Ada Lovelace');
  await buyAs('ada@lovelace.example', 'Ada Lovelace');
  expect(told).toEqual([
    ['ada@example.com', 'Ada Byron'],
    ['ada@lovelace.example', 'Ada Lovelace'],
  ]);
  expect(await listOf('/v1/customers')).toMatchObject([
    { email: 'ada@lovelace.example', name: 'Ada Lovelace' },
  ]);
});

test('what cannot be carried to the provider keeps nobody from buying, and is carried the next time', async () => {
  const caller = await fixture.aPerson();
  const updateCustomer = () => Promise.reject(new Error('The provider does not like it.'));
  const failing = createBilling({ ...fixture.core, gateway: { ...fixture.core.gateway, updateCustomer } });
  expect((await failing.openCheckout({ caller, origin, plan_id: 'growth' })).checkout.status).toBe('open');
  await fixture.billing.openCheckout({ caller, origin, plan_id: 'growth' });
  expect(await listOf('/v1/customers')).toMatchObject([{ email: caller.email, name: 'Ada Lovelace' }]);
});

test("a team's customer has the address of the member who buys, which one who cannot buy does not change", async () => {
  const [owner, admin] = await Promise.all([1, 2].map(() => fixture.aPerson()));
  if (!owner || !admin) throw new Error('There is nobody.');
  const team_id = await fixture.aTeamOf(owner);
  await fixture.join(team_id, admin, 'admin');
  await fixture.billing.openCheckout({ caller: owner, origin, plan_id: 'growth', team_id });
  await fixture.subscribe({ caller: admin, plan_id: 'growth', team_id });
  await expect(
    fixture.billing.openCheckout({ caller: owner, origin, plan_id: 'growth', team_id }),
  ).rejects.toMatchObject(refusal('already_subscribed'));
  expect(await listOf('/v1/customers')).toMatchObject([{ email: admin.email, name: 'Engines' }]);
});

test('a trial is not given again by a customer who takes the place of one who was deleted', async () => {
  const caller = await fixture.aPerson();
  const first = await fixture.subscribe({ caller, plan_id: 'starter' });
  const [customer] = await listOf('/v1/customers');
  await fixture.stripe.simulator.request('DELETE', `/v1/customers/${customer?.id}`);
  await fixture.follow(first);
  await fixture.billing.openCheckout({ caller, origin, plan_id: 'starter' });
  const second = await fixture.subscribe({ caller, plan_id: 'starter' });
  expect(await fixture.stripe.gateway.readObject(`subscription:${second}`)).toMatchObject({
    status: 'active',
    trial_end: null,
  });
});

test('of two pages that were made at once the one that is kept first stays', async () => {
  const caller = await fixture.aPerson();
  const { createCheckout } = fixture.core.gateway;
  const overtaken: BillingGateway = {
    ...fixture.core.gateway,
    createCheckout: async (order) => {
      const page = await createCheckout({ ...order, idempotencyKey: `${order.idempotencyKey}:slow` });
      await fixture.core.db.scoped({ userId: caller.userId }, (tx) =>
        tx.execute(sql`update billing_accounts set checkout_id = 'cs_of_another_request'`),
      );
      return page;
    },
  };
  const billing = createBilling({ ...fixture.core, gateway: overtaken });
  await expect(billing.openCheckout({ caller, origin, plan_id: 'growth' })).rejects.toMatchObject(
    refusal('billing_in_progress'),
  );
  expect(await openPages()).toEqual([]);
});
