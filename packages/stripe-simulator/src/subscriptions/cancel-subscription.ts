import { z } from 'zod';
import { flag, text } from '../http/params.ts';
import { advanceInvoice } from '../invoices/advance-invoice.ts';
import { createInvoice, pendingItems } from '../invoices/create-invoice.ts';
import { createProrations } from '../invoices/create-invoice-item.ts';
import { resourceMissing } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import type { Subscription } from '../world/wire.ts';
import { endSubscription } from './end-subscription.ts';
import { currentPeriod } from './period.ts';
import { creditsFor } from './proration.ts';
import { isOver } from './status.ts';

export const cancelFields = {
  cancellation_details: z
    .strictObject({ comment: text.exactOptional(), feedback: text.exactOptional() })
    .exactOptional(),
  invoice_now: flag.exactOptional(),
  prorate: flag.exactOptional(),
};

/** Ends a subscription at once: https://docs.stripe.com/api/subscriptions/cancel. */
export function cancelSubscription(
  world: World,
  id: string,
  { cancellation_details: details = {}, invoice_now, prorate }: z.output<z.ZodObject<typeof cancelFields>>,
): Subscription {
  const { store } = world;
  const before = store.subscriptions.get(id);
  // A subscription that is over is as good as gone for this operation.
  if (isOver(before.status)) throw resourceMissing('subscription', id, 'id');
  const now = world.timelineOf(before.customer).now();
  if (prorate && before.status !== 'trialing') {
    createProrations(world, before, creditsFor(before.items.data, [], currentPeriod(before), now));
  }
  const ended = endSubscription(world, id, { status: 'canceled', details });
  if (invoice_now && pendingItems(world, before.customer, id).length > 0) {
    const invoice = createInvoice(world, {
      customer: store.customers.get(before.customer),
      subscription: ended,
      billingReason: 'subscription_update',
      lines: [],
      period: { start: now, end: now },
    });
    advanceInvoice(world, invoice.id);
  }
  return store.subscriptions.get(id);
}
