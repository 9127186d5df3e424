import { type ListedKind, listedKinds, type ProviderObject } from '../gateway/index.ts';
import type { Kind } from '../projection/kind.ts';
import { chargeKind } from '../projection/kinds/charge.ts';
import { checkoutSessionKind } from '../projection/kinds/checkout-session.ts';
import { customerKind } from '../projection/kinds/customer.ts';
import { disputeKind } from '../projection/kinds/dispute.ts';
import { invoiceKind } from '../projection/kinds/invoice.ts';
import { invoicePaymentKind } from '../projection/kinds/invoice-payment.ts';
import { subscriptionKind } from '../projection/kinds/subscription.ts';

/** A list that a reconciliation goes through: of events, or of the objects of a kind. */
export type Phase = 'events' | ListedKind;

/** How the objects of a kind are compared. */
export interface ComparedKind {
  kind: Kind;
  /** Whether all are listed, however old; of the others those that were made since the reconciliation's `since`. */
  isWhole: boolean;
  /** Whether events tell of an object in its state: https://docs.stripe.com/api/events/types. */
  isToldOf(object: ProviderObject): boolean;
}

const always = () => true;

/**
 * What gives access comes first, should the requests not suffice for all. Payment methods and entitlements are
 * left out: Stripe lists them for one customer at a time.
 */
const compared: Readonly<Record<ListedKind, ComparedKind>> = {
  subscription: { kind: subscriptionKind, isWhole: true, isToldOf: always },
  customer: { kind: customerKind, isWhole: true, isToldOf: always },
  invoice: { kind: invoiceKind, isWhole: false, isToldOf: always },
  invoice_payment: { kind: invoicePaymentKind, isWhole: false, isToldOf: ({ status }) => status === 'paid' },
  'checkout.session': {
    kind: checkoutSessionKind,
    isWhole: false,
    isToldOf: ({ status }) => status !== 'open',
  },
  charge: { kind: chargeKind, isWhole: false, isToldOf: always },
  dispute: { kind: disputeKind, isWhole: false, isToldOf: always },
};

export function comparedKind(name: ListedKind): ComparedKind {
  return compared[name];
}

/** The phase that follows; nothing after the last one. */
export function phaseAfter(phase: Phase): Phase | undefined {
  const phases = ['events', ...listedKinds] as const;
  return phases[phases.indexOf(phase) + 1];
}
