import { describe, expect, it } from 'vitest';
import { createPlans, post, type Running, startSimulator, typesOf } from './start-simulator.ts';

async function openCheckout(running: Running, extra: object = {}) {
  const { growth } = await createPlans(running);
  return running.stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: growth.id, quantity: 2 }],
    customer_email: 'ada@example.com',
    success_url: 'https://app.test/done?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://app.test/plans',
    client_reference_id: 'team_1',
    metadata: { plan: 'growth' },
    subscription_data: { metadata: { team: 'team_1' } },
    ...extra,
  });
}

describe('checkout', () => {
  it('leads from the hosted page to an active subscription with a paid invoice, and signed events tell of it', async () => {
    await using running = await startSimulator();
    const { stripe, simulator, endpoint } = running;
    const session = await openCheckout(running);
    expect(session).toMatchObject({ status: 'open', payment_status: 'unpaid', amount_total: 9_800 });

    const page = await fetch(String(session.url));
    expect(await page.text()).toContain('$98.00');
    const paid = await post(String(session.url), { number: '4242 4242 4242 4242', name: 'Ada' });
    expect(paid.status).toBe(303);
    expect(paid.headers.get('location')).toBe(`https://app.test/done?session=${session.id}`);

    const after = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['subscription', 'invoice.payments', 'line_items', 'customer'],
    });
    expect(after).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      customer: { email: 'ada@example.com', name: 'Ada' },
      subscription: { status: 'active', metadata: { team: 'team_1' }, cancel_at_period_end: false },
      invoice: {
        status: 'paid',
        amount_paid: 9_800,
        billing_reason: 'subscription_create',
        parent: { type: 'subscription_details', subscription_details: { metadata: { team: 'team_1' } } },
        payments: { data: [{ status: 'paid', amount_paid: 9_800 }] },
      },
      line_items: { data: [{ quantity: 2, amount_total: 9_800 }] },
    });

    await simulator.flush();
    expect(typesOf(endpoint.events)).toEqual([
      'product.created',
      'price.created',
      'price.created',
      'customer.created',
      'payment_method.attached',
      'customer.subscription.created',
      'invoice.created',
      'customer.updated',
      'payment_intent.created',
      'invoice.finalized',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice_payment.paid',
      'customer.subscription.updated',
      'checkout.session.completed',
    ]);
    const completed = endpoint.events.at(-1);
    expect(completed?.data.object).toMatchObject({ id: session.id, client_reference_id: 'team_1' });
    expect(completed?.data.object).not.toHaveProperty('line_items');
    expect(endpoint.events.at(-2)?.data.previous_attributes).toEqual({ status: 'incomplete' });
  });

  it('keeps the session open after a declined card', async () => {
    await using running = await startSimulator();
    const session = await openCheckout(running);
    const declined = await post(String(session.url), { number: '4000000000000002' });
    expect(declined.status).toBe(402);
    expect(await declined.text()).toContain('Your card was declined.');
    expect(await running.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'open',
      subscription: null,
    });
    expect(typesOf(running.simulator.events()).slice(-3)).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);
    expect((await post(String(session.url), { number: '4242424242424242' })).status).toBe(303);
  });

  it('asks the bank for a card with 3-D Secure, which may be failed and passed', async () => {
    await using running = await startSimulator();
    const session = await openCheckout(running);
    const asked = await post(String(session.url), { number: '4000002500003155' });
    const bank = new URL(String(asked.headers.get('location')), running.url);
    expect(await (await fetch(bank)).text()).toContain('3-D Secure');

    const answer = { payment_method: String(bank.searchParams.get('payment_method')) };
    const failed = await post(bank.href, { ...answer, outcome: 'fail' });
    expect(await failed.text()).toContain('unable to authenticate');
    expect((await running.stripe.subscriptions.list()).data).toHaveLength(0);

    expect((await post(bank.href, { ...answer, outcome: 'pass' })).status).toBe(303);
    expect((await running.stripe.subscriptions.list()).data).toMatchObject([{ status: 'active' }]);
  });

  it('starts a trial with a card that can be kept but not charged', async () => {
    await using running = await startSimulator();
    const session = await openCheckout(running, { subscription_data: { trial_period_days: 14 } });
    expect((await post(String(session.url), { number: '4000000000000341' })).status).toBe(303);
    expect(
      await running.stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] }),
    ).toMatchObject({
      payment_status: 'no_payment_required',
      subscription: { status: 'trialing' },
    });
  });

  it('expires a session on request, and by itself after a day', async () => {
    await using running = await startSimulator();
    const { stripe, simulator } = running;
    const first = await openCheckout(running);
    expect((await stripe.checkout.sessions.expire(first.id)).status).toBe('expired');
    expect((await post(`${running.url}/pay/${first.id}`, { number: '4242424242424242' })).status).toBe(404);

    const second = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: String((await stripe.prices.list()).data[0]?.id), quantity: 1 }],
      success_url: 'https://app.test/',
    });
    await simulator.advance(24 * 3_600);
    expect((await stripe.checkout.sessions.retrieve(second.id)).status).toBe('expired');
  });
});
