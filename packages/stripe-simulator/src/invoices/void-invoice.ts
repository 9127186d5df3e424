import { cancelIntent } from '../payments/payment-intent.ts';
import { endSubscription } from '../subscriptions/end-subscription.ts';
import { subscriptionOf } from '../subscriptions/settle-subscription.ts';
import { invalidRequest } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import type { Invoice } from '../world/wire.ts';
import { intentOf } from './pay-invoice.ts';

/** Takes an open invoice back: https://docs.stripe.com/invoicing/overview#void. */
export function voidInvoice(world: World, id: string): Invoice {
  const invoice = uncollected(world, id, 'voided');
  const subscription = subscriptionOf(world, invoice);
  const voided_at = world.timelineOf(invoice.customer).now();
  giveUpIntent(world, id, 'void_invoice');
  const voided = close(world, invoice, {
    status: 'void',
    status_transitions: { ...invoice.status_transitions, voided_at },
  });
  world.emit('invoice.voided', voided);
  if (subscription?.status === 'incomplete' && subscription.latest_invoice === id) {
    endSubscription(world, subscription.id, { status: 'incomplete_expired' });
  }
  return voided;
}

/** Gives an invoice up as a bad debt: https://docs.stripe.com/invoicing/overview#uncollectible. */
export function markUncollectible(world: World, id: string): Invoice {
  const invoice = uncollected(world, id, 'marked as uncollectible');
  const marked_uncollectible_at = world.timelineOf(invoice.customer).now();
  const marked = close(world, invoice, {
    status: 'uncollectible',
    status_transitions: { ...invoice.status_transitions, marked_uncollectible_at },
  });
  world.emit('invoice.marked_uncollectible', marked);
  return marked;
}

function uncollected(world: World, id: string, verb: string): Invoice {
  const invoice = world.store.invoices.get(id);
  if (invoice.status === 'open' || (invoice.status === 'uncollectible' && verb === 'voided')) return invoice;
  throw invalidRequest(`You can only pass in open invoices. This invoice isn't open and can't be ${verb}.`, {
    code: 'invoice_not_editable',
  });
}

function close(world: World, { id }: Invoice, patch: Partial<Invoice>): Invoice {
  return world.change(world.store.invoices, id, {
    auto_advance: false,
    next_payment_attempt: null,
    ...patch,
  });
}

function giveUpIntent(world: World, invoice: string, reason: 'void_invoice'): void {
  const intent = intentOf(world, invoice);
  if (intent) cancelIntent(world, intent, reason);
}
