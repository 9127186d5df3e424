export type { StripeGatewayOptions } from './connect.ts';
export type {
  BillingGateway,
  CatalogueGateway,
  CataloguePrice,
  CheckoutOrder,
  CheckoutPage,
  ClosedCheckout,
  ListedKind,
  NewPrice,
  ProviderObject,
} from './gateway.ts';
export { listedKinds } from './gateway.ts';
export { isReadable } from './reading-calls.ts';
export { createStripeGateway } from './stripe-gateway.ts';
