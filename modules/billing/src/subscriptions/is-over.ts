import type { SubscriptionRow, SubscriptionStatus } from '../schema.ts';

/** States in which nothing can be paid ever again: https://docs.stripe.com/billing/subscriptions/overview. */
export const overStatuses: SubscriptionStatus[] = ['canceled', 'incomplete_expired'];

export function isOver({ status }: Pick<SubscriptionRow, 'status'>): boolean {
  return overStatuses.includes(status);
}
