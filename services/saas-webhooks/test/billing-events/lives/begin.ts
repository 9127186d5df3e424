import { z } from 'zod';
import type { Beginning } from './life.ts';
import type { Account } from './open-account.ts';
import type { Person } from './steps.ts';

const DAY = 86_400;

/** Card numbers as they are typed into a page, by the ready-made payment method that stands for them. */
const NUMBERS: Readonly<Record<string, string>> = {
  pm_card_visa: '4242424242424242',
  pm_card_chargeCustomerFail: '4000000000000341',
  pm_card_authenticationRequired: '4000002760003184',
  pm_card_createDispute: '4000000000000259',
};

const idShape = z.looseObject({ id: z.string() });
const pageShape = z.looseObject({ id: z.string(), url: z.string() });

/** Makes a customer on a test clock, and subscribes them. */
export async function begin(account: Account, beginning: Beginning): Promise<Person> {
  const now = account.epoch + beginning.day * DAY;
  const clock = idShape.parse(
    await account.request('POST', '/v1/test_helpers/test_clocks', { frozen_time: now }),
  );
  const customer = idShape.parse(
    await account.request('POST', '/v1/customers', { email: 'ada@example.com', test_clock: clock.id }),
  );
  const person: Person = { clock: clock.id, customer: customer.id, now };
  await (beginning.by === 'checkout' ? checkOut : subscribe)(account, person, beginning);
  return person;
}

async function subscribe(account: Account, { customer }: Person, beginning: Beginning): Promise<void> {
  const { card, quantity, trialDays } = beginning;
  if (card !== undefined) await keepCard(account, customer, card);
  await account.request('POST', '/v1/subscriptions', {
    customer,
    items: [{ price: account.prices.get(beginning.plan), quantity }],
    ...(card === undefined && trialDays === 0
      ? { collection_method: 'send_invoice', days_until_due: 7 }
      : trialOf(beginning)),
  });
}

async function checkOut(account: Account, { customer }: Person, beginning: Beginning): Promise<void> {
  const { card = 'pm_card_visa', plan, quantity } = beginning;
  const trial = trialOf(beginning);
  const page = pageShape.parse(
    await account.request('POST', '/v1/checkout/sessions', {
      mode: 'subscription',
      customer,
      line_items: [{ price: account.prices.get(plan), quantity }],
      success_url: 'https://app.example.com/',
      ...(trial && { subscription_data: trial }),
    }),
  );
  await account.submit(page.url, { number: NUMBERS[card] ?? '' });
}

function trialOf({ trialDays, withoutCard }: Beginning) {
  if (trialDays === 0) return undefined;
  const trial_settings = { end_behavior: { missing_payment_method: withoutCard } };
  return { trial_period_days: trialDays, trial_settings };
}

/** Makes a card the customer's default. */
export async function keepCard(account: Account, customer: string, card: string): Promise<void> {
  const method = await account.request('POST', `/v1/payment_methods/${card}/attach`, { customer });
  await account.request('POST', `/v1/customers/${customer}`, {
    invoice_settings: { default_payment_method: method?.id },
  });
}
