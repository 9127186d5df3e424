import { describe, expect, it } from 'vitest';
import { createPayer, createPlans, post, startSimulator } from './start-simulator.ts';

describe('the customer portal', () => {
  it('cancels, resumes, changes the plan and the card', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const { growth, scale } = await createPlans(running);
    const { customer } = await createPayer(running);
    const { id: subscription } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: growth.id }],
    });
    const { url } = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: 'https://app.test/billing',
    });
    const current = () => stripe.subscriptions.retrieve(subscription, { expand: ['default_payment_method'] });
    expect(await (await fetch(url)).text()).toContain('$49.00 / month');

    await post(url, { action: 'cancel', subscription });
    expect((await current()).cancel_at_period_end).toBe(true);
    await post(url, { action: 'resume', subscription });
    expect((await current()).cancel_at_period_end).toBe(false);
    await post(url, { action: 'change_plan', subscription, price: scale.id });
    expect((await current()).items.data).toMatchObject([{ price: { id: scale.id } }]);
    expect((await post(url, { action: 'change_card', number: '4000000000000002' })).status).toBe(402);
    expect((await post(url, { action: 'change_card', number: '5555555555554444' })).status).toBe(303);
    expect((await current()).default_payment_method).toMatchObject({ card: { last4: '4444' } });
  });

  it('does nothing to the subscriptions of others', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const { growth } = await createPlans(running);
    const { customer } = await createPayer(running);
    const other = await stripe.customers.create({});
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: growth.id }],
    });
    const { url } = await stripe.billingPortal.sessions.create({ customer: other.id });
    expect((await post(url, { action: 'cancel', subscription: id })).status).toBe(404);
    expect((await stripe.subscriptions.retrieve(id)).cancel_at_period_end).toBe(false);
  });
});

describe('the page of an invoice', () => {
  it('takes a card for what is open', async () => {
    await using running = await startSimulator();
    const { stripe } = running;
    const { growth } = await createPlans(running);
    const { customer } = await createPayer(running, 'pm_card_chargeCustomerFail');
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: growth.id }],
    });
    const [invoice] = (await stripe.invoices.list({ subscription: id })).data;
    const page = String(invoice?.hosted_invoice_url);
    expect((await post(page, { number: '4000000000000002' })).status).toBe(402);
    expect((await post(page, { number: '4242424242424242' })).status).toBe(303);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });
});
