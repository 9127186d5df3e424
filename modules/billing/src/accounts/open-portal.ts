import type { BillingCore } from '../core.ts';
import { type Asked, payerOf } from './payer.ts';
import { requireCustomer } from './require-customer.ts';

/** A page of the provider on which cards, address and invoices are looked after. */
export async function openPortal(core: BillingCore, asked: Asked): Promise<{ url: string }> {
  const customerId = await requireCustomer(core, await payerOf(core, asked, 'admin'));
  return core.gateway.createPortal({ customerId, returnUrl: core.pages.billing });
}

/** A page of the provider on which the card that pays is replaced. */
export async function replacePaymentMethod(core: BillingCore, asked: Asked): Promise<{ url: string }> {
  const customerId = await requireCustomer(core, await payerOf(core, asked, 'admin'));
  return core.gateway.createPaymentMethodPage({ customerId, returnUrl: core.pages.billing });
}
