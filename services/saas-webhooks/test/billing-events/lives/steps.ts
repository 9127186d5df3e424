import { z } from 'zod';
import { keepCard } from './begin.ts';
import type { Step } from './life.ts';
import type { Account } from './open-account.ts';

const HOUR = 3_600;

/** A customer and their time. */
export interface Person {
  clock: string;
  customer: string;
  /** Seconds since 1970. */
  now: number;
}

type Act = Step['act'];
type Taking<Of extends Act> = (
  account: Account,
  person: Person,
  step: Extract<Step, { act: Of }>,
) => Promise<unknown>;

/** Takes a step of a life. */
export async function take(account: Account, person: Person, step: Step): Promise<void> {
  await run(account, person, step);
}

function run(account: Account, person: Person, step: Step): Promise<unknown> {
  switch (step.act) {
    case 'wait':
      return wait(account, person, step);
    case 'change_plan':
      return changePlan(account, person, step);
    case 'change_quantity':
      return changeQuantity(account, person, step);
    case 'add_item':
      return addItem(account, person, step);
    case 'end_later':
      return change(account, person, { cancel_at_period_end: step.isWanted });
    case 'end_now':
      return onSubscription(account, person, (id) => account.request('DELETE', `/v1/subscriptions/${id}`));
    case 'end_trial':
      return change(account, person, { trial_end: 'now' });
    case 'resume':
      return onSubscription(account, person, (id) =>
        account.request('POST', `/v1/subscriptions/${id}/resume`),
      );
    case 'change_card':
      return keepCard(account, person.customer, step.card);
    case 'detach_card':
      return detachCard(account, person, step);
    case 'refund':
      return refund(account, person, step);
    case 'dispute':
      return dispute(account, person, step);
    case 'pause_collection':
      return change(account, person, {
        pause_collection: step.behavior === '' ? '' : { behavior: step.behavior },
      });
    case 'rename':
      return account.request('POST', `/v1/customers/${person.customer}`, { name: step.name });
    case 'settle_invoice':
      return settleInvoice(account, person, step);
    case 'leave_checkout':
      return leaveCheckout(account, person, step);
    case 'delete_customer':
      return step.isMeant
        ? account.request('DELETE', `/v1/customers/${person.customer}`)
        : Promise.resolve(undefined);
  }
}

const wait: Taking<'wait'> = async (account, person, { hours }) => {
  person.now += hours * HOUR;
  await account.request('POST', `/v1/test_helpers/test_clocks/${person.clock}/advance`, {
    frozen_time: person.now,
  });
};

const changePlan: Taking<'change_plan'> = (account, person, { plan, proration }) =>
  onSubscription(account, person, (id, [item]) =>
    account.request('POST', `/v1/subscriptions/${id}`, {
      items: [{ id: item?.id, price: account.prices.get(plan) }],
      proration_behavior: proration,
    }),
  );

const changeQuantity: Taking<'change_quantity'> = (account, person, { quantity }) =>
  onSubscription(account, person, (id, [item]) =>
    account.request('POST', `/v1/subscriptions/${id}`, { items: [{ id: item?.id, quantity }] }),
  );

/** Adds the plan beside the one that is there, or takes the second one away. */
const addItem: Taking<'add_item'> = (account, person, { plan }) =>
  onSubscription(account, person, (id, [, second]) =>
    account.request('POST', `/v1/subscriptions/${id}`, {
      items: [second ? { id: second.id, deleted: true } : { price: account.prices.get(plan) }],
    }),
  );

const detachCard: Taking<'detach_card'> = async (account, { customer }) => {
  const [method] = await listOf(account, '/v1/payment_methods', { customer });
  if (method) await account.request('POST', `/v1/payment_methods/${method.id}/detach`);
};

const refund: Taking<'refund'> = async (account, { customer }, { share }) => {
  const charges = await listOf(account, '/v1/charges', { customer });
  const charge = charges.find(({ paid, refunded }) => paid && !refunded);
  if (!charge?.amount) return;
  const left = charge.amount - (charge.amount_refunded ?? 0);
  await account.request('POST', '/v1/refunds', { charge: charge.id, amount: Math.ceil(left * share) });
};

const dispute: Taking<'dispute'> = async (account, { customer }, { evidence }) => {
  const charges = await listOf(account, '/v1/charges', { customer });
  const charge = charges.find(({ paid, disputed }) => paid && !disputed);
  if (!charge) return;
  const opened = await account.request('POST', `/v1/test_helpers/charges/${charge.id}/dispute`);
  if (evidence === undefined) return;
  await account.request('POST', `/v1/disputes/${opened?.id}`, {
    evidence: { uncategorized_text: evidence },
    submit: true,
  });
};

const settleInvoice: Taking<'settle_invoice'> = async (account, { customer }, { how }) => {
  const invoices = await listOf(account, '/v1/invoices', { customer });
  const invoice = invoices.find(({ status }) => status !== 'paid' && status !== 'void');
  if (!invoice) return;
  const path = how === 'pay_elsewhere' ? 'pay' : how;
  await account.request(
    'POST',
    `/v1/invoices/${invoice.id}/${path}`,
    how === 'pay_elsewhere' ? { paid_out_of_band: true } : {},
  );
};

const leaveCheckout: Taking<'leave_checkout'> = async (account, { customer }, { plan }) => {
  const session = await account.request('POST', '/v1/checkout/sessions', {
    mode: 'subscription',
    customer,
    line_items: [{ price: account.prices.get(plan), quantity: 1 }],
    success_url: 'https://app.example.com/',
  });
  await account.request('POST', `/v1/checkout/sessions/${session?.id}/expire`);
};

const listShape = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      status: z.string().nullish(),
      amount: z.number().optional(),
      amount_refunded: z.number().optional(),
      paid: z.boolean().optional(),
      refunded: z.boolean().optional(),
      disputed: z.boolean().optional(),
    }),
  ),
});

async function listOf(account: Account, path: string, query: object) {
  return listShape.parse((await account.request('GET', path, query)) ?? { data: [] }).data;
}

const subscriptionsShape = z.object({
  data: z.array(
    z.object({ id: z.string(), items: z.object({ data: z.array(z.object({ id: z.string() })) }) }),
  ),
});

/** Does something with the customer's newest subscription, if there is one. */
async function onSubscription(
  account: Account,
  { customer }: Person,
  act: (id: string, items: readonly { id: string }[]) => Promise<unknown>,
): Promise<void> {
  const found = await account.request('GET', '/v1/subscriptions', { customer, status: 'all' });
  const [newest] = subscriptionsShape.parse(found ?? { data: [] }).data;
  if (newest) await act(newest.id, newest.items.data);
}

function change(account: Account, person: Person, changes: object): Promise<void> {
  return onSubscription(account, person, (id) => account.request('POST', `/v1/subscriptions/${id}`, changes));
}
