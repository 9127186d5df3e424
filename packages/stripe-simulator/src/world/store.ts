import type { SubscriptionWanted } from '../subscriptions/subscription-params.ts';
import { type Collection, createCollection } from './collection.ts';
import type { SimulatedEvent } from './event.ts';
import type {
  ActiveEntitlement,
  Charge,
  CheckoutSession,
  Customer,
  Dispute,
  Feature,
  Invoice,
  InvoiceItem,
  InvoicePayment,
  LineItem,
  PaymentIntent,
  PaymentMethod,
  PortalSession,
  Price,
  Product,
  ProductFeature,
  Refund,
  Subscription,
  TestClock,
  WebhookEndpoint,
} from './wire.ts';

/** What a checkout session was created for. */
export interface CheckoutOrder {
  subscription: Omit<SubscriptionWanted, 'customer'>;
  lines: LineItem[];
}

/** A feature of a product; its own object does not say of which. */
export type StoredProductFeature = ProductFeature & { product: string };

/** An endpoint with the secret that its deliveries are signed with. */
export type StoredEndpoint = WebhookEndpoint & { secret: string };

/** Everything that the simulated account holds. */
export interface Store {
  customers: Collection<Customer>;
  /** The test clocks that they lived on, by their ids, which answer `deleted: true` from then on. */
  deletedCustomers: Map<string, string | null>;
  products: Collection<Product>;
  prices: Collection<Price>;
  paymentMethods: Collection<PaymentMethod>;
  /** Payment methods whose holder answered their bank once, or that were charged. */
  methodsSetUp: Set<string>;
  checkoutSessions: Collection<CheckoutSession>;
  /** By session: its object does not say, or only when asked. */
  checkoutOrders: Map<string, CheckoutOrder>;
  subscriptions: Collection<Subscription>;
  invoices: Collection<Invoice>;
  invoiceItems: Collection<InvoiceItem>;
  invoicePayments: Collection<InvoicePayment>;
  paymentIntents: Collection<PaymentIntent>;
  charges: Collection<Charge>;
  refunds: Collection<Refund>;
  disputes: Collection<Dispute>;
  portalSessions: Collection<PortalSession>;
  testClocks: Collection<TestClock>;
  features: Collection<Feature>;
  productFeatures: Collection<StoredProductFeature>;
  /** How often each subscription's period was scheduled: only the last schedule counts. */
  cycles: Map<string, number>;
  /** What each customer is entitled to, by the customer's id. */
  entitlements: Map<string, ActiveEntitlement[]>;
  events: Collection<SimulatedEvent>;
  webhookEndpoints: Collection<StoredEndpoint>;
}

export function createStore(): Store {
  return {
    customers: createCollection('customer', (customer) => customer.test_clock),
    deletedCustomers: new Map(),
    products: createCollection('product'),
    prices: createCollection('price', (price) => price.product),
    paymentMethods: createCollection('PaymentMethod', (method) => method.customer),
    methodsSetUp: new Set(),
    checkoutSessions: createCollection('checkout session', (session) => session.customer),
    checkoutOrders: new Map(),
    subscriptions: createCollection('subscription', (subscription) => subscription.customer),
    invoices: createCollection('invoice', (invoice) => invoice.customer),
    invoiceItems: createCollection('invoiceitem', (item) => item.customer),
    invoicePayments: createCollection('invoice_payment', (payment) => payment.invoice),
    paymentIntents: createCollection('payment_intent', (intent) => intent.customer),
    charges: createCollection('charge', (charge) => charge.payment_intent),
    refunds: createCollection('refund', (refund) => refund.charge),
    disputes: createCollection('dispute', (dispute) => dispute.charge),
    portalSessions: createCollection('billing portal session', (session) => session.customer),
    testClocks: createCollection('test clock'),
    features: createCollection('feature'),
    productFeatures: createCollection('product_feature', (feature) => feature.product),
    cycles: new Map(),
    entitlements: new Map(),
    events: createCollection('event'),
    webhookEndpoints: createCollection('webhook endpoint'),
  };
}
