export type { AccountOfKey, StripeGatewayOptions } from './connect.ts';
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
export { OtherAccountError } from './other-account-error.ts';
export { isReadable } from './reading-calls.ts';
export { createStripeGateway } from './stripe-gateway.ts';
