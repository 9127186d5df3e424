import type { Stripe } from 'stripe';
import { billingErrors } from '../errors.ts';
import { isMissing, type StripeError, stripeErrorOf } from './as-domain-error.ts';
import { type CallStripe, write } from './connect.ts';
import type { BillingGateway, CheckoutOrder, CheckoutPage, ClosedCheckout } from './gateway.ts';
import { SpentKeyError } from './spent-key-error.ts';

/** Customers, and the pages that they are sent to. */
export function checkoutCalls(
  call: CallStripe,
): Pick<
  BillingGateway,
  | 'createCustomer'
  | 'updateCustomer'
  | 'createCheckout'
  | 'findNewestCheckout'
  | 'closeCheckout'
  | 'createPaymentMethodPage'
  | 'createPortal'
> {
  return {
    createCustomer: ({ reference, idempotencyKey }) =>
      call(async (stripe) => {
        const metadata = { billing_account: reference };
        const { id } = await stripe.customers
          .create({ metadata }, write(idempotencyKey))
          .catch(throwSpent(idempotencyKey));
        return { id };
      }),
    updateCustomer: ({ id, email, name }) =>
      call(async (stripe) => {
        await stripe.customers.update(id, { email, name: name ?? '' }, write());
      }),
    createCheckout: (order) => call((stripe) => createCheckout(stripe, order)),
    findNewestCheckout: (customer) =>
      call(async (stripe) => {
        const [newest] = (await stripe.checkout.sessions.list({ customer, limit: 1 })).data;
        return newest && { id: newest.id };
      }),
    closeCheckout: (id) => call((stripe) => closeCheckout(stripe, id)),
    // The portal's own page for it keeps the card that pays until there is another:
    // https://docs.stripe.com/customer-management/portal-deep-links
    createPaymentMethodPage: ({ customerId, returnUrl }) =>
      call(async (stripe) => {
        const flow_data = { type: 'payment_method_update' as const };
        const page = { customer: customerId, return_url: returnUrl, flow_data };
        const { url } = await stripe.billingPortal.sessions.create(page, write());
        return { url };
      }),
    createPortal: ({ customerId, returnUrl }) =>
      call(async (stripe) => {
        const page = { customer: customerId, return_url: returnUrl };
        const { url } = await stripe.billingPortal.sessions.create(page, write());
        return { url };
      }),
  };
}

/** What a key is answered again is as it was then; the page may have been closed since. */
async function createCheckout(stripe: Stripe, order: CheckoutOrder): Promise<CheckoutPage> {
  const session = await stripe.checkout.sessions
    .create(paramsOf(order), write(order.idempotencyKey))
    .catch(throwSpent(order.idempotencyKey));
  if (session.lastResponse.headers['idempotent-replayed'] !== 'true') return pageOf(session);
  const now = await stripe.checkout.sessions.retrieve(session.id);
  if (now.status !== 'open') throw new SpentKeyError(order.idempotencyKey);
  return pageOf(now);
}

function throwSpent(key: string): (error: unknown) => never {
  return (error) => {
    throw isSpent(stripeErrorOf(error)) ? new SpentKeyError(key, { cause: error }) : error;
  };
}

/**
 * The key came with other parameters before, or Stripe has kept a failure under it. One that is in use at this moment
 * is not spent: what the request under way makes can be had by the same key right after it, while another key would
 * make a second thing beside it.
 */
function isSpent(error: StripeError | undefined): boolean {
  if (error?.code === 'idempotency_key_in_use') return false;
  return error?.type === 'StripeIdempotencyError' || error?.headers?.['idempotent-replayed'] === 'true';
}

function paramsOf(order: CheckoutOrder): Stripe.Checkout.SessionCreateParams {
  const metadata = { billing_account: order.reference };
  return {
    mode: 'subscription',
    customer: order.customerId,
    client_reference_id: order.reference,
    line_items: [{ price: order.priceId, quantity: 1 }],
    metadata,
    subscription_data: { metadata, ...(order.trialDays > 0 && { trial_period_days: order.trialDays }) },
    success_url: order.successUrl,
    cancel_url: order.cancelUrl,
  };
}

function pageOf({ id, url, expires_at }: Stripe.Checkout.Session): CheckoutPage {
  if (url === null) throw new Error(`The checkout session ${id} has no page.`);
  return { id, url, expiresAt: new Date(expires_at * 1000) };
}

/** One request where the page is open, as it is when somebody begins anew; two where it is over. */
async function closeCheckout(stripe: Stripe, id: string): Promise<ClosedCheckout> {
  try {
    await stripe.checkout.sessions.expire(id, {}, write());
    return { subscriptionId: null };
  } catch (error) {
    if (stripeErrorOf(error)?.type !== 'StripeInvalidRequestError') throw error;
    return await readClosed(stripe, id);
  }
}

/** One that the provider does not know, since it is of another account or long gone, is closed as well. */
async function readClosed(stripe: Stripe, id: string): Promise<ClosedCheckout> {
  try {
    const { status, subscription } = await stripe.checkout.sessions.retrieve(id);
    // As while a payment is being made on it.
    if (status === 'open') throw billingErrors.inProgress();
    return { subscriptionId: typeof subscription === 'string' ? subscription : (subscription?.id ?? null) };
  } catch (error) {
    if (isMissing(error)) return { subscriptionId: null };
    throw error;
  }
}
