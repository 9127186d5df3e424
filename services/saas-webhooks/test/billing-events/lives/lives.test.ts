import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leadLife } from './lead-life.ts';
import { lifeArbitrary } from './life.ts';
import { openAccount } from './open-account.ts';

test('lives tell of everything that happens to subscriptions', async () => {
  const account = await openAccount('types');
  const types = new Set<string>();
  const statuses = new Set<unknown>();
  for (const life of fc.sample(lifeArbitrary, { seed: 1, numRuns: 150 })) {
    const led = await leadLife(account, life);
    while ((await led.next()) !== undefined);
    for (const { type, data } of led.events) {
      types.add(type);
      if (type.startsWith('customer.subscription.')) statuses.add(Reflect.get(data.object, 'status'));
    }
  }
  await account.close();
  expect([...types].toSorted()).toMatchInlineSnapshot(`
    [
      "charge.dispute.closed",
      "charge.dispute.created",
      "charge.dispute.funds_reinstated",
      "charge.dispute.funds_withdrawn",
      "charge.dispute.updated",
      "charge.failed",
      "charge.refunded",
      "charge.succeeded",
      "charge.updated",
      "checkout.session.completed",
      "checkout.session.expired",
      "customer.created",
      "customer.deleted",
      "customer.subscription.created",
      "customer.subscription.deleted",
      "customer.subscription.paused",
      "customer.subscription.trial_will_end",
      "customer.subscription.updated",
      "customer.updated",
      "entitlements.active_entitlement_summary.updated",
      "invoice.created",
      "invoice.finalized",
      "invoice.marked_uncollectible",
      "invoice.paid",
      "invoice.payment_action_required",
      "invoice.payment_failed",
      "invoice.payment_succeeded",
      "invoice.updated",
      "invoice.voided",
      "invoice_payment.paid",
      "payment_method.attached",
      "payment_method.detached",
    ]
  `);
  expect([...statuses].toSorted()).toMatchInlineSnapshot(`
    [
      "active",
      "canceled",
      "incomplete",
      "incomplete_expired",
      "past_due",
      "paused",
      "trialing",
    ]
  `);
}, 60_000);
