/** An object as the provider's API answers it, in whatever version: read through the normaliser alone. */
export type ProviderObject = Readonly<Record<string, unknown>>;

/** Kinds of objects that the provider lists for all customers at once, in the order of their weight. */
export const listedKinds = [
  'subscription',
  'customer',
  'invoice',
  'invoice_payment',
  'checkout.session',
  'charge',
  'dispute',
] as const;
export type ListedKind = (typeof listedKinds)[number];

/** An open page of the provider's checkout. */
export interface CheckoutPage {
  id: string;
  url: string;
  expiresAt: Date;
}

export interface CheckoutOrder {
  customerId: string;
  priceId: string;
  /** Days before the first charge; none for 0. */
  trialDays: number;
  /** Comes back in events: the billing account. */
  reference: string;
  successUrl: string;
  cancelUrl: string;
  /** The same key makes one page, however often it is asked for (docs.stripe.com/api/idempotent_requests). */
  idempotencyKey: string;
}

/** A page that cannot be paid any more: it expired, or it was paid and began a subscription. */
export interface ClosedCheckout {
  subscriptionId: string | null;
}

/** A price on sale, with the plan that it is of as its lookup key. */
export interface CataloguePrice {
  planId: string;
  priceId: string;
  productId: string;
  /** Nothing for a price of tiers or fractions of a cent. */
  priceCents: number | null;
  currency: string;
  /** Whether the price itself says of which plan it is, as it must when its lookup key moves on. */
  isNamed: boolean;
  /** Nothing for a price that is paid once, or in another rhythm than once each interval. */
  interval: string | null;
}

/** A price to put on sale; it takes over the lookup key of the price that the plan had before. */
export interface NewPrice {
  planId: string;
  productId: string;
  priceCents: number;
  currency: string;
  interval: 'month' | 'year';
  idempotencyKey: string;
}

/**
 * The payment provider, as this product needs it.
 *
 * Each call throws `billing_unavailable` when the provider is away, slow, or limits us, with the seconds to wait
 * where it says so; `payment_declined` or `payment_method_missing` when a charge in the middle failed;
 * `billing_in_progress` when its idempotency key is in use for another request; `customer_missing` when the
 * customer that it is for was deleted. What a person waits for (pages, changes) throws `billing_misconfigured` for
 * every other refusal; anything else is a defect.
 */
export interface BillingGateway {
  /** Whether its events and objects are of real money. */
  readonly livemode: boolean;

  /**
   * A customer who has a reference alone, since a key stands for one content, and the rest may differ from try to try.
   *
   * @throws `SpentKeyError` when another key has to be taken
   */
  createCustomer(customer: { reference: string; idempotencyKey: string }): Promise<{ id: string }>;
  /** Says under which address and name the customer is written to. */
  updateCustomer(customer: { id: string; email: string; name: string | null }): Promise<void>;
  /** @throws `SpentKeyError` when another key has to be taken */
  createCheckout(order: CheckoutOrder): Promise<CheckoutPage>;
  /** The page that was made last for the customer, whatever became of it. */
  findNewestCheckout(customerId: string): Promise<{ id: string } | undefined>;
  /** Makes sure that nobody can pay on the page any more. */
  closeCheckout(id: string): Promise<ClosedCheckout>;
  /** A page on which the customer's default payment method is replaced. */
  createPaymentMethodPage(page: { customerId: string; returnUrl: string }): Promise<{ url: string }>;
  createPortal(page: { customerId: string; returnUrl: string }): Promise<{ url: string }>;

  /**
   * Sets that the subscription ends with its period, or takes that back; an end at a date stays.
   *
   * @throws `not_subscribed` when the subscription has ended, `subscription_not_changeable` when its state is the reason
   */
  setCancelAtPeriodEnd(subscriptionId: string, cancels: boolean): Promise<ProviderObject>;
  /**
   * Takes an end at a date back.
   *
   * @throws `not_subscribed` when the subscription has ended, `subscription_not_changeable` when its state is the reason
   */
  unsetCancelAt(subscriptionId: string): Promise<ProviderObject>;
  /**
   * Prorated and charged at once (docs.stripe.com/billing/subscriptions/prorations); nothing changes when the
   * charge fails.
   *
   * @throws `not_subscribed` when the subscription has ended, `subscription_not_changeable` when its state is the reason
   */
  changePrice(change: { subscriptionId: string; itemId: string; priceId: string }): Promise<ProviderObject>;

  /** Active prices by plan. */
  findPrices(planIds: readonly string[]): Promise<CataloguePrice[]>;

  /**
   * The object of an object key, such as `subscription:sub_123`, as it is now.
   *
   * @param options.signal frees the caller when it is aborted; the request itself ends by its own time limit
   * @returns nothing for one that the provider does not know, and for kinds that cannot be read
   */
  readObject(objectKey: string, options?: { signal?: AbortSignal }): Promise<ProviderObject | undefined>;
  /** Events, newest first (the provider keeps 30 days); `startingAfter` is the last id of the page before. */
  listEvents(page: {
    createdFrom: Date;
    startingAfter?: string;
  }): Promise<{ events: readonly ProviderObject[]; hasMore: boolean }>;
  /** Objects of a kind, of any status, newest first; without `createdFrom`, all that there are. */
  listObjects(
    kind: ListedKind,
    page: { createdFrom?: Date; startingAfter?: string },
  ): Promise<{ objects: readonly ProviderObject[]; hasMore: boolean }>;
}

/** What putting the catalogue on sale needs of the provider. */
export interface CatalogueGateway extends Pick<BillingGateway, 'findPrices'> {
  /** Makes the product; nothing for one that exists. */
  putProduct(product: { id: string; name: string }): Promise<void>;
  /** Has a price say of which plan it is, beside its lookup key. */
  namePrice(price: { priceId: string; planId: string }): Promise<void>;
  createPrice(price: NewPrice): Promise<void>;
}
