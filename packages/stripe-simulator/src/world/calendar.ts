/** How often a price recurs. */
export interface Cadence {
  interval: string;
  interval_count: number;
}

export const HOUR_SECONDS = 3_600;
export const DAY_SECONDS = 86_400;

/**
 * The end of the billing period that holds `moment`, for a cycle that was anchored at `anchor` (both in Unix
 * seconds). Months are counted from the anchor, so that a cycle of the 31st comes back to the 31st after
 * February: https://docs.stripe.com/billing/subscriptions/billing-cycle.
 */
export function periodEndAfter(anchor: number, moment: number, cadence: Cadence): number {
  let periods = Math.max(0, Math.floor((moment - anchor) / longest(cadence)));
  while (addPeriods(anchor, cadence, periods) <= moment) periods += 1;
  return addPeriods(anchor, cadence, periods);
}

/** The moment `periods` (also negative) billing periods after `anchor`, in Unix seconds. */
export function addPeriods(anchor: number, { interval, interval_count }: Cadence, periods: number): number {
  const count = interval_count * periods;
  if (interval === 'day') return anchor + count * DAY_SECONDS;
  if (interval === 'week') return anchor + count * 7 * DAY_SECONDS;
  return addMonths(anchor, interval === 'year' ? count * 12 : count);
}

function addMonths(moment: number, months: number): number {
  const date = new Date(moment * 1000);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  date.setUTCDate(Math.min(day, daysInMonth(date)));
  return date.getTime() / 1000;
}

function daysInMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}

/** No period of this cadence is longer, in seconds. */
function longest({ interval, interval_count }: Cadence): number {
  const days = { day: 1, week: 7, year: 366 }[interval] ?? 31;
  return days * interval_count * DAY_SECONDS;
}
