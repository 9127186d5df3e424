import { fullAmount } from '../invoices/invoice-lines.ts';
import type { SubscriptionItem } from '../world/wire.ts';
import type { Period } from './period.ts';

/** Cents to give back (negative) or to ask for, since an item changed within a period. */
export interface Proration {
  item: SubscriptionItem;
  amount: number;
  period: Period;
}

/**
 * The share of `amount` for what is left of a period at `at`, to the second and in whole cents:
 * https://docs.stripe.com/billing/subscriptions/prorations.
 */
export function prorate(amount: number, { start, end }: Period, at: number): number {
  const left = Math.min(Math.max(end - at, 0), end - start);
  return Math.round((amount * left) / (end - start));
}

/** The credits for unused time on items that changed or left. */
export function creditsFor(
  before: readonly SubscriptionItem[],
  after: readonly SubscriptionItem[],
  period: Period,
  at: number,
): Proration[] {
  return before
    .filter((item) => !isSame(item, after))
    .map((item) => ({
      item,
      amount: -prorate(fullAmount(item), period, at),
      period: { start: at, end: period.end },
    }));
}

/** The charges for the remaining time on items that changed or came. */
export function chargesFor(
  before: readonly SubscriptionItem[],
  after: readonly SubscriptionItem[],
  period: Period,
  at: number,
): Proration[] {
  return after
    .filter((item) => !isSame(item, before))
    .map((item) => ({
      item,
      amount: prorate(fullAmount(item), period, at),
      period: { start: at, end: period.end },
    }));
}

function isSame(item: SubscriptionItem, others: readonly SubscriptionItem[]): boolean {
  return others.some(
    ({ id, price, quantity }) => id === item.id && price.id === item.price.id && quantity === item.quantity,
  );
}
