import { type AttemptResult, attemptPayment, failAuthentication } from '../payments/attempt-payment.ts';
import { settleFailed, subscriptionOf } from '../subscriptions/settle-subscription.ts';
import { DAY_SECONDS } from '../world/calendar.ts';
import type { World } from '../world/create-world.ts';
import type { Invoice, PaymentMethod } from '../world/wire.ts';
import { markPaid } from './mark-paid.ts';

export interface PayOptions {
  /** Instead of the default one of the invoice, the subscription or the customer. */
  method?: PaymentMethod;
  /** The holder has just passed the bank's question. */
  isAuthenticated?: boolean;
}

/** Tries to collect an open invoice, and settles what follows for its subscription. */
export function payInvoice(world: World, id: string, options: PayOptions = {}): AttemptResult {
  const invoice = world.store.invoices.get(id);
  const method = options.method ?? defaultMethod(world, invoice);
  const intent = intentOf(world, id);
  const result =
    method && intent
      ? attemptPayment(world, intent, method, { isAuthenticated: options.isAuthenticated ?? false })
      : 'failed';
  if (result === 'succeeded') markPaid(world, id, { attempt_count: Math.max(1, invoice.attempt_count) });
  else recordFailure(world, id, result);
  return result;
}

/** The holder answered the bank's question for an invoice: pass, or fail it. */
export function answerAuthentication(world: World, intentId: string, hasPassed: boolean): AttemptResult {
  const intent = world.store.paymentIntents.get(intentId);
  const payment = world.store.invoicePayments
    .list()
    .find(({ payment }) => payment.payment_intent === intentId);
  const invoice = payment ? world.store.invoices.get(payment.invoice) : undefined;
  if (intent.status !== 'requires_action' || invoice?.status !== 'open' || !intent.payment_method)
    return 'failed';
  if (hasPassed) {
    const method = world.store.paymentMethods.get(intent.payment_method);
    return payInvoice(world, invoice.id, { method, isAuthenticated: true });
  }
  failAuthentication(world, intentId);
  world.emit('invoice.payment_failed', invoice);
  return 'failed';
}

/** The payment intent that collects an invoice, once it is finalised. */
export function intentOf(world: World, invoice: string): string | undefined {
  return world.store.invoicePayments.of(invoice)[0]?.payment.payment_intent;
}

/** The method that an invoice is charged to by itself: https://docs.stripe.com/billing/subscriptions/overview. */
function defaultMethod(world: World, invoice: Invoice): PaymentMethod | undefined {
  const customer = invoice.customer ? world.store.customers.find(invoice.customer) : undefined;
  const id =
    invoice.default_payment_method ??
    subscriptionOf(world, invoice)?.default_payment_method ??
    customer?.invoice_settings.default_payment_method;
  return id ? world.store.paymentMethods.find(id) : undefined;
}

/**
 * Any first attempt starts the schedule of retries; afterwards only the automatic ones count
 * (https://docs.stripe.com/api/invoices/object#invoice_object-attempt_count).
 */
function recordFailure(world: World, id: string, result: AttemptResult): void {
  const invoice = world.store.invoices.get(id);
  const now = world.timelineOf(invoice.customer).now();
  const isScheduled = invoice.attempt_count === 0 || invoice.next_payment_attempt === now;
  const attempt_count = invoice.attempt_count + (isScheduled ? 1 : 0);
  const next = isScheduled ? nextAttemptAt(world, invoice, now) : invoice.next_payment_attempt;
  const patch = { attempt_count, attempted: true, next_payment_attempt: next };
  const failed = world.change(world.store.invoices, id, patch, 'invoice.updated');
  if (result === 'requires_action') world.emit('invoice.payment_action_required', failed);
  world.emit('invoice.payment_failed', failed);
  if (isScheduled && next !== null) scheduleRetry(world, failed, next);
  if (isScheduled) settleFailed(world, failed);
}

/** The first invoice of a subscription is not retried: the customer is there and may try again. */
function nextAttemptAt(
  world: World,
  { attempt_count, billing_reason, collection_method }: Invoice,
  now: number,
) {
  const days = world.settings.retryDays[attempt_count];
  const isRetried = billing_reason !== 'subscription_create' && collection_method === 'charge_automatically';
  return isRetried && days !== undefined ? now + days * DAY_SECONDS : null;
}

function scheduleRetry(world: World, { id, customer }: Invoice, at: number): void {
  world.timelineOf(customer).schedule(at, () => {
    const invoice = world.store.invoices.find(id);
    if (invoice?.status === 'open' && invoice.next_payment_attempt === at) payInvoice(world, id);
  });
}
