import type { z } from 'zod';
import type { checkoutSchema } from '../contract.ts';
import type { CheckoutPage } from '../gateway/gateway.ts';

export type PresentedCheckout = z.input<typeof checkoutSchema>;

export function presentCheckout({ id, url, expiresAt }: CheckoutPage): PresentedCheckout {
  return { id, url, status: 'open', expires_at: expiresAt.toISOString() };
}
