import type { Kind } from '../kind.ts';
import { activeEntitlementsKind } from './active-entitlements.ts';
import { chargeKind } from './charge.ts';
import { checkoutSessionKind } from './checkout-session.ts';
import { customerKind } from './customer.ts';
import { disputeKind } from './dispute.ts';
import { invoiceKind } from './invoice.ts';
import { invoicePaymentKind } from './invoice-payment.ts';
import { paymentMethodKind } from './payment-method.ts';
import { subscriptionKind } from './subscription.ts';

/** Every kind of object that is projected. */
export const kinds: readonly Kind[] = [
  customerKind,
  subscriptionKind,
  invoiceKind,
  invoicePaymentKind,
  checkoutSessionKind,
  paymentMethodKind,
  chargeKind,
  disputeKind,
  activeEntitlementsKind,
];
