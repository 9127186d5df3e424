import { answering } from './answering.ts';
import { catalogueCalls } from './catalogue-calls.ts';
import { checkoutCalls } from './checkout-calls.ts';
import { type CallStripe, connect, isOfLiveMode, type StripeGatewayOptions } from './connect.ts';
import type { BillingGateway, CatalogueGateway } from './gateway.ts';
import { readingCalls } from './reading-calls.ts';
import { subscriptionCalls } from './subscription-calls.ts';

/**
 * Stripe as the payment provider. Nothing is loaded or asked before the first call.
 *
 * @example createStripeGateway({ secretKey: 'sk_test_…', apiUrl: 'http://127.0.0.1:8012' })
 */
export function createStripeGateway(options: StripeGatewayOptions): BillingGateway & CatalogueGateway {
  const call = connect(options);
  const answer: CallStripe = (work) => answering(() => call(work));
  return {
    livemode: isOfLiveMode(options.secretKey),
    ...checkoutCalls(answer),
    ...subscriptionCalls(answer),
    ...catalogueCalls(call),
    ...readingCalls(call),
  };
}
