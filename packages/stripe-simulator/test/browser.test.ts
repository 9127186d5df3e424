import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { createPlans, startSimulator } from './start-simulator.ts';

it('a person pays in a browser: declined, then asked by the bank, then subscribed', async () => {
  await using running = await startSimulator();
  const { stripe } = running;
  const { growth } = await createPlans(running);
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: growth.id, quantity: 1 }],
    success_url: `${running.url}/health/live?session={CHECKOUT_SESSION_ID}`,
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(String(session.url));
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Card number').fill('4000 0000 0000 0002');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('Your card was declined.');

    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Card number').fill('4000 0025 0000 3155');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.getByRole('button', { name: 'Complete' }).click();
    await page.waitForURL(`${running.url}/health/live?session=${session.id}`);
  } finally {
    await browser.close();
  }
  const { data } = await stripe.subscriptions.list({ expand: ['data.customer'] });
  expect(data).toMatchObject([{ status: 'active', customer: { email: 'ada@example.com' } }]);
});
