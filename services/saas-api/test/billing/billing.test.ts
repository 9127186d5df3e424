import { bindRoutes } from '@quartet/http-fastify';
import { defineRoute } from '@quartet/platform/contract';
import { idSchema } from '@quartet/platform/ids';
import { type Answer, createTeam, type Person, waitForMail } from '@quartet/testing/service';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type BillingLoop, startBillingLoop } from './start-billing-loop.ts';

/** Test cards by what the bank says: https://docs.stripe.com/testing. */
const GOOD = '4242424242424242';
const DECLINED = '4000000000000002';
const DECLINED_LATER = '4000000000000341';
const ASKS = '4000002500003155';
const DAY = 86_400;
const PATIENCE = { timeout: 20_000, interval: 50 };

const reports = defineRoute({
  name: 'fixture.reports',
  method: 'GET',
  path: '/fixture/reports',
  summary: 'A route that a product adds, for those whose plan gives it.',
  access: 'user',
  entitlement: 'audit_log_days',
  status: 204,
});
const teamReports = defineRoute({
  ...reports,
  name: 'fixture.team_reports',
  path: '/fixture/teams/:id/reports',
  access: { team: 'viewer', param: 'id' },
  params: z.object({ id: idSchema('team') }),
});

let loop: BillingLoop;
beforeAll(async () => {
  loop = await startBillingLoop({
    prepare: (app) =>
      bindRoutes(app, { reports, teamReports }, { reports: () => undefined, teamReports: () => undefined }),
  });
});
afterAll(() => loop.stop());

const checkoutShape = z.object({ checkout: z.object({ id: z.string(), url: z.string() }) });
const pageShape = z.object({ url: z.string() });

test('the whole loop: register, choose a plan, pay, be active, use what the plan gives, and get a receipt', async () => {
  const person = await loop.api.register();
  expect((await person.call('GET', '/api/subscriptions/current')).body).toEqual({ subscription: null });
  expect(await standingOf(person)).toEqual([403, 'entitlement_required']);

  const opened = await person.call('POST', '/api/subscriptions/checkout', { body: { plan_id: 'growth' } });
  expect(opened.status).toBe(201);
  expect(opened.body).toMatchObject({ checkout: { status: 'open' } });
  const { url } = checkoutShape.parse(opened.body).checkout;
  expect(await (await fetch(url)).text()).toContain('$79.00');
  expect((await loop.submit(url, { number: DECLINED })).status).toBe(402);
  const paid = await loop.submit(url, { number: GOOD });
  const landing = new URL(paid.headers.get('location') ?? '');
  const thanks = await fetch(`${loop.api.url}${landing.pathname}`);
  expect([thanks.status, await thanks.text()]).toEqual([
    200,
    expect.stringContaining('/api/subscriptions/current'),
  ]);

  const subscription = await waitForSubscription(person, { status: 'active', plan_id: 'growth' });
  expect(subscription).toMatchObject({ items: [{ plan_id: 'growth', quantity: 1 }], has_access: true });
  expect(await standingOf(person)).toEqual([204, undefined]);
  const { body } = await person.call('GET', '/api/entitlements');
  expect(body).toMatchObject({ entitlements: expect.arrayContaining([{ feature: 'seats', quota: 15 }]) });
  await vi.waitFor(async () => {
    const invoices = await person.call('GET', '/api/billing/invoices');
    expect(invoices.body).toMatchObject({
      items: [{ status: 'paid', total_cents: 7900 }],
      next_cursor: null,
    });
  }, PATIENCE);
  const receipt = await waitForMail(loop.api.mailsTo, { recipient: person.email, subject: /receipt|paid/i });
  expect(receipt.text).toContain('79.00');
});

test('a bank that asks is answered on the page', async () => {
  const person = await loop.api.register();
  const { url } = await openCheckout(person, { plan_id: 'growth' });
  const asked = await loop.submit(url, { number: ASKS });
  const question = new URL(asked.headers.get('location') ?? '', url);
  const payment_method = question.searchParams.get('payment_method') ?? '';
  const answered = await loop.submit(question.origin + question.pathname, {
    payment_method,
    outcome: 'pass',
  });
  expect(answered.status).toBe(303);
  await waitForSubscription(person, { status: 'active' });
});

test('a change of plan, a cancellation and its withdrawal show in their answers', async () => {
  const person = await loop.api.register();
  await subscribe(person, { plan_id: 'growth' });
  const changed = await person.call('POST', '/api/subscriptions/change', { body: { plan_id: 'scale' } });
  expect([changed.status, changed.body]).toMatchObject([200, { subscription: { plan_id: 'scale' } }]);
  const cancelled = await person.call('POST', '/api/subscriptions/cancel');
  expect([cancelled.status, cancelled.body]).toMatchObject([
    200,
    { subscription: { cancel_at: expect.any(String) } },
  ]);
  const again = await person.call('POST', '/api/subscriptions/cancel');
  expect([again.status, again.body]).toMatchObject([409, { code: 'already_cancelled' }]);
  const resumed = await person.call('POST', '/api/subscriptions/resume');
  expect([resumed.status, resumed.body]).toMatchObject([200, { subscription: { cancel_at: null } }]);
});

test('a repeated request with its key opens no second page, and whoever has paid buys no second time', async () => {
  const person = await loop.api.register();
  const options = { body: { plan_id: 'growth' }, headers: { 'idempotency-key': crypto.randomUUID() } };
  const first = await person.call('POST', '/api/subscriptions/checkout', options);
  const retried = await person.call('POST', '/api/subscriptions/checkout', options);
  expect([retried.status, retried.body]).toEqual([201, first.body]);
  const { url } = checkoutShape.parse(first.body).checkout;
  expect((await loop.submit(url, { number: GOOD })).status).toBe(303);
  const second = await person.call('POST', '/api/subscriptions/checkout', { body: { plan_id: 'growth' } });
  expect([second.status, second.body]).toMatchObject([409, { code: 'already_subscribed' }]);
});

test('a renewal that fails shows what to pay, and a new card makes up for it', async () => {
  const person = await loop.api.register();
  await subscribe(person, { plan_id: 'growth' });
  await changeCard(person, DECLINED_LATER);
  await loop.simulator.advance(32 * DAY);
  const problem = { amount_due_cents: 7900, attempts: 1 };
  await waitForSubscription(person, { status: 'past_due', payment_problem: problem });
  await changeCard(person, GOOD);
  await loop.simulator.advance(4 * DAY);
  await waitForSubscription(person, { status: 'active', has_access: true, payment_problem: null });
});

test("a team's plan is for its members, and keeps the team from being deleted", async () => {
  const owner = await loop.api.register();
  const team_id = await createTeam(owner);
  const inTeam = `/api/fixture/teams/${team_id}/reports`;
  expect((await owner.call('GET', inTeam)).status).toBe(403);
  await subscribe(owner, { plan_id: 'growth', team_id });
  expect((await owner.call('GET', inTeam)).status).toBe(204);
  expect(await standingOf(owner)).toEqual([403, 'entitlement_required']);
  const stranger = await loop.api.register();
  const looked = await stranger.call('GET', `/api/subscriptions/current?team_id=${team_id}`);
  expect([looked.status, looked.body]).toMatchObject([404, { code: 'not_found' }]);
  const deleted = await owner.call('DELETE', `/api/teams/${team_id}`);
  expect([deleted.status, deleted.body]).toMatchObject([409, { code: 'team_subscribed' }]);
});

test('while Stripe is away, buying says when to try again; what is known stays readable', async () => {
  const [person, newcomer] = [await loop.api.register(), await loop.api.register()];
  await subscribe(person, { plan_id: 'growth' });
  const buy = { body: { plan_id: 'growth' }, headers: { 'idempotency-key': crypto.randomUUID() } };
  await loop.simulator.setApiFaults([{ kind: 'error', status: 503, path: '/v1/checkout' }]);
  expect((await newcomer.call('POST', '/api/subscriptions/checkout', buy)).status).toBe(503);
  await loop.simulator.setApiFaults([{ kind: 'error', status: 503 }]);
  const cancel = { headers: { 'idempotency-key': crypto.randomUUID() } };
  const refused = await person.call('POST', '/api/subscriptions/cancel', cancel);
  const current = await person.call('GET', '/api/subscriptions/current');
  await loop.simulator.setApiFaults([]);
  expect([refused.status, refused.body]).toMatchObject([503, { code: 'billing_unavailable' }]);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(current.body).toMatchObject({ subscription: { status: 'active', cancel_at: null } });
  // A refusal does not use the key up.
  expect((await newcomer.call('POST', '/api/subscriptions/checkout', buy)).status).toBe(201);
  expect((await person.call('POST', '/api/subscriptions/cancel', cancel)).status).toBe(200);
});

type Order = { plan_id: string; team_id?: string };

async function openCheckout(person: Person, body: Order) {
  const answer = await person.call('POST', '/api/subscriptions/checkout', { body });
  return checkoutShape.parse(answer.body).checkout;
}

/** Resolves when the events have arrived. */
async function subscribe(person: Person, order: Order): Promise<void> {
  const { url } = await openCheckout(person, order);
  expect((await loop.submit(url, { number: GOOD })).status).toBe(303);
  await waitForSubscription(person, { status: 'active' }, order.team_id);
}

async function waitForSubscription(person: Person, expected: object, teamId?: string): Promise<unknown> {
  const query = teamId === undefined ? '' : `?team_id=${teamId}`;
  return await vi.waitFor(async () => {
    const { body } = await person.call('GET', `/api/subscriptions/current${query}`);
    expect(body).toMatchObject({ subscription: expected });
    return z.object({ subscription: z.unknown() }).parse(body).subscription;
  }, PATIENCE);
}

async function changeCard(person: Person, number: string): Promise<void> {
  const { body } = await person.call('POST', '/api/billing/payment-method');
  const changed = await loop.submit(pageShape.parse(body).url, { action: 'change_card', number });
  expect(changed.status).toBe(303);
}

/** What the route that needs an entitlement answers. */
async function standingOf(person: Person): Promise<unknown[]> {
  const answer: Answer = await person.call('GET', '/api/fixture/reports');
  return [answer.status, z.object({ code: z.string() }).safeParse(answer.body).data?.code];
}
