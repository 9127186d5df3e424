import { defineErrors } from '@quartet/platform/errors';

/** What billing refuses, and why. */
export const billingErrors = defineErrors({
  unavailable: {
    kind: 'unavailable',
    code: 'billing_unavailable',
    title: 'The payment provider cannot be reached; try again shortly.',
  },
  /** What the provider refuses whoever asks: a wrong key, a portal that is not set up, a price that is gone. */
  misconfigured: {
    kind: 'unavailable',
    code: 'billing_misconfigured',
    title: 'Payments are not set up rightly on our side; this works once that is mended.',
  },
  /** The detail ends with the bank's reason: https://docs.stripe.com/declines/codes. */
  paymentDeclined: { kind: 'invalid', code: 'payment_declined', title: 'The card was declined.' },
  paymentMethodMissing: {
    kind: 'conflict',
    code: 'payment_method_missing',
    title: 'There is no card to charge; add one by POST /billing/payment-method.',
  },
  customerMissing: {
    kind: 'conflict',
    code: 'customer_missing',
    title: 'The payment provider knows this customer no more; the next checkout makes another.',
  },
  inProgress: {
    kind: 'conflict',
    code: 'billing_in_progress',
    title: 'Another request is changing the billing of this account; try again.',
  },
  unknownPlan: { kind: 'invalid', code: 'unknown_plan', title: 'There is no such plan on sale.' },
  alreadySubscribed: {
    kind: 'conflict',
    code: 'already_subscribed',
    title: 'There is a subscription already; change its plan instead of buying another.',
  },
  notSubscribed: { kind: 'conflict', code: 'not_subscribed', title: 'There is no subscription to change.' },
  /** By its state, or as something else looks after it, such as a schedule of the provider's. */
  notChangeable: {
    kind: 'conflict',
    code: 'subscription_not_changeable',
    title: 'The subscription cannot be changed as it is now; GET /subscriptions/current tells how it is.',
  },
  samePlan: { kind: 'conflict', code: 'same_plan', title: 'The subscription is of this plan already.' },
  alreadyCancelled: {
    kind: 'conflict',
    code: 'already_cancelled',
    title: 'The subscription is cancelled already, and ends with its period.',
  },
  notCancelled: {
    kind: 'conflict',
    code: 'not_cancelled',
    title: 'The subscription is not cancelled, so there is nothing to resume.',
  },
  noBillingAccount: {
    kind: 'conflict',
    code: 'no_billing_account',
    title: 'Nothing was bought yet; begin with POST /subscriptions/checkout.',
  },
  reconciliationRunning: {
    kind: 'conflict',
    code: 'reconciliation_running',
    title: 'A reconciliation is running; one runs at a time.',
  },
});
