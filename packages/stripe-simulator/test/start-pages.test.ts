import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createPlans, post, type Running, startSimulator } from './start-simulator.ts';

describe('the start page', () => {
  it('leads to what there is: a page to pay on, the portal, the latest invoice, each event', async () => {
    await using running = await startSimulator();
    const { stripe, url } = running;
    const { growth } = await createPlans(running);
    const order = {
      mode: 'subscription' as const,
      line_items: [{ price: growth.id, quantity: 1 }],
      success_url: `${url}/`,
    };
    const session = await stripe.checkout.sessions.create(order);
    expect(await pageOf(running)).toContain(`href="${new URL(String(session.url)).pathname}"`);
    await post(String(session.url), { number: '4242424242424242', email: 'ada@example.com' });

    const page = await pageOf(running);
    const invoice = /href="(\/invoices\/in_\w+)"/.exec(page)?.[1];
    expect(await (await fetch(`${url}${invoice}`)).text()).toContain('paid');
    const event = /href="(\/events\/evt_\w+)">checkout.session.completed/.exec(page)?.[1];
    expect(await (await fetch(`${url}${event}`)).text()).toContain(session.id);
    const portal = /action="(\/customers\/cus_\w+\/portal)"/.exec(page)?.[1];
    const entered = await post(`${url}${portal}`, {});
    expect(await (await fetch(`${url}${entered.headers.get('location')}`)).text()).toContain(
      '$49.00 / month',
    );
  });

  it('shows the names of people as the text that they are', async () => {
    await using running = await startSimulator();
    await running.stripe.customers.create({ name: '<script>alert(1)</script>' });
    expect(await pageOf(running)).toContain('&lt;script&gt;alert(1)');
    expect(await pageOf(running)).not.toContain('<script>');
  });

  it('moves the clock by a day or a month, and what becomes due on the way happens', async () => {
    await using running = await startSimulator();
    const { stripe, url, simulator } = running;
    const { growth } = await createPlans(running);
    const customer = await stripe.customers.create({ payment_method: 'pm_card_visa' });
    const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data;
    const wanted = { customer: customer.id, items: [{ price: growth.id }] };
    const { id } = await stripe.subscriptions.create({ ...wanted, default_payment_method: card?.id ?? '' });
    expect((await post(`${url}/clock`, { step: 'month' })).status).toBe(303);
    expect((await post(`${url}/clock`, { step: 'day' })).status).toBe(303);
    expect((await post(`${url}/clock`, { step: 'century' })).status).toBe(404);
    const paid = simulator.events().filter(({ type }) => type === 'invoice.paid');
    expect(paid).toHaveLength(2);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });

  it('is for people at this machine, not for a name that was rebound or for pages of other sites', async () => {
    await using running = await startSimulator();
    const before = running.simulator.events().length;
    expect(await statusOf(running, 'GET', '/', { host: 'evil.example' })).toBe(404);
    expect(await statusOf(running, 'POST', '/clock', { 'sec-fetch-site': 'cross-site' }, 'step=month')).toBe(
      404,
    );
    expect(await statusOf(running, 'GET', '/', {})).toBe(200);
    expect(await statusOf(running, 'POST', '/clock', { 'sec-fetch-site': 'same-origin' }, 'step=day')).toBe(
      303,
    );
    expect(running.simulator.events()).toHaveLength(before);
  });
});

async function pageOf({ url }: Running): Promise<string> {
  return await (await fetch(url)).text();
}

/** Headers that fetch does not let a program set. */
async function statusOf(
  { url }: Running,
  method: string,
  path: string,
  headers: Record<string, string>,
  form = '',
): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    const call = request(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
    call.once('error', reject);
    call.once('response', async (response) => {
      await text(response);
      resolve(response.statusCode);
    });
    call.end(form);
  });
}
