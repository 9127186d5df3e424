import type { Stripe } from 'stripe';

/**
 * An SDK type as it stands on the wire and in the simulator's memory: references are ids (never expanded
 * objects), decimals are strings. The compiler thereby holds every object built here to the shapes of the
 * SDK's pinned API version.
 */
export type Wire<T> = T extends Stripe.Decimal
  ? string
  : T extends readonly (infer Item)[]
    ? WireField<Item>[]
    : T extends object
      ? { [Key in keyof T]: WireField<T[Key]> }
      : T;

/** A field that may be an id is an id: what else the union offers only comes by expansion. */
type WireField<T> = [Extract<T, string>] extends [never] ? Wire<T> : Exclude<T, object> | Extract<T, string>;

export type Subscription = Wire<Stripe.Subscription>;
export type SubscriptionItem = Wire<Stripe.SubscriptionItem>;
export type Invoice = Wire<Stripe.Invoice>;
export type InvoiceLine = Wire<Stripe.InvoiceLineItem>;
export type InvoiceItem = Wire<Stripe.InvoiceItem>;
export type InvoicePayment = Wire<Stripe.InvoicePayment>;
export type Customer = Wire<Stripe.Customer>;
export type Product = Wire<Stripe.Product>;
export type Price = Wire<Stripe.Price>;
export type Plan = Wire<Stripe.Plan>;
export type CheckoutSession = Wire<Stripe.Checkout.Session>;
export type PaymentIntent = Wire<Stripe.PaymentIntent>;
export type PaymentMethod = Wire<Stripe.PaymentMethod>;
export type Charge = Wire<Stripe.Charge>;
export type Refund = Wire<Stripe.Refund>;
export type Dispute = Wire<Stripe.Dispute>;
export type PortalSession = Wire<Stripe.BillingPortal.Session>;
export type TestClock = Wire<Stripe.TestHelpers.TestClock>;
export type Feature = Wire<Stripe.Entitlements.Feature>;
export type ProductFeature = Wire<Stripe.ProductFeature>;
export type ActiveEntitlement = Wire<Stripe.Entitlements.ActiveEntitlement>;
export type WebhookEndpoint = Wire<Stripe.WebhookEndpoint>;
export type LineItem = Wire<Stripe.LineItem>;
