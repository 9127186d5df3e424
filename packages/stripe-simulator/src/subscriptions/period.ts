import { type Cadence, periodEndAfter } from '../world/calendar.ts';
import type { Price, Subscription, SubscriptionItem } from '../world/wire.ts';

/** A stretch of time in Unix seconds; the end is the start of the next. */
export interface Period {
  start: number;
  end: number;
}

/** How often a price bills; a price that does not recur cannot be subscribed to. */
export function cadenceOf({ id, recurring }: Price): Cadence {
  if (!recurring) throw new Error(`The price ${id} does not recur.`);
  return recurring;
}

/** The period that a subscription is in: all its items share it here. */
export function currentPeriod({ id, items }: Subscription): Period {
  const [item] = items.data;
  if (!item) throw new Error(`The subscription ${id} has no items.`);
  return { start: item.current_period_start, end: item.current_period_end };
}

/** The items, moved into a period. */
export function inPeriod(items: Subscription['items'], { start, end }: Period): Subscription['items'] {
  const move = (item: SubscriptionItem) => ({
    ...item,
    current_period_start: start,
    current_period_end: end,
  });
  return { ...items, data: items.data.map(move) };
}

/** The period that begins at `start` in the cycle of `anchor`. */
export function periodFrom(start: number, anchor: number, price: Price): Period {
  return { start, end: periodEndAfter(anchor, start, cadenceOf(price)) };
}
