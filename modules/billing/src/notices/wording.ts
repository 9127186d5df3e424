/** Currencies whose amounts Stripe writes with two decimals though they have none: docs.stripe.com/currencies. */
const TWO_DECIMALS_AT_STRIPE = new Set(['isk', 'ugx']);

/**
 * An amount as people read it.
 *
 * @param cents in the smallest unit of the currency, which for some is the currency itself
 * @example money(7_900, 'usd') // '$79.00'
 */
export function money(cents: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  const decimals = TWO_DECIMALS_AT_STRIPE.has(currency)
    ? 2
    : (format.resolvedOptions().maximumFractionDigits ?? 2);
  return format.format(cents / 10 ** decimals);
}

/** A day as people read it, in UTC, since nothing is known of where they are. */
export function day(moment: string): string {
  return new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(moment));
}
