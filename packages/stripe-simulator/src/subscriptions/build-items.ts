import { z } from 'zod';
import { flag, integer, mergeMetadata, metadata, text } from '../http/params.ts';
import { invalidRequest } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import type { Plan, Price, Subscription, SubscriptionItem } from '../world/wire.ts';
import { cadenceOf, currentPeriod, type Period } from './period.ts';

const quantity = integer.pipe(z.number().min(0)).exactOptional();

/** An item of a new subscription. */
export const newItemSchema = z.strictObject({ price: text, quantity, metadata: metadata.exactOptional() });
/** A change of an item (with its id), a new one, or one to be deleted. */
export const itemChangeSchema = z.strictObject({
  id: text.exactOptional(),
  price: text.exactOptional(),
  quantity,
  metadata: metadata.exactOptional(),
  deleted: flag.exactOptional(),
});

type NewItem = z.output<typeof newItemSchema>;
export type ItemChange = z.output<typeof itemChangeSchema>;

/** An item of a subscription in a period. */
export function buildItem(
  world: World,
  subscription: Pick<Subscription, 'id' | 'customer'>,
  wanted: NewItem,
  { period, param }: { period: Period; param: string },
): SubscriptionItem {
  const price = recurringPrice(world, wanted.price, param);
  return {
    id: world.ids.next('si'),
    object: 'subscription_item',
    billing_thresholds: null,
    created: world.timelineOf(subscription.customer).now(),
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [],
    metadata: mergeMetadata({}, wanted.metadata),
    plan: planOf(price),
    price,
    quantity: wanted.quantity ?? 1,
    subscription: subscription.id,
    tax_rates: [],
  };
}

/** The items after some changed. Those that nobody names stay as they are. */
export function changeItems(
  world: World,
  subscription: Subscription,
  changes: readonly ItemChange[],
): SubscriptionItem[] {
  const period = currentPeriod(subscription);
  let items = subscription.items.data;
  changes.forEach((change, index) => {
    const param = `items[${index}]`;
    items = change.id
      ? changeItem(world, items, { ...change, id: change.id }, param)
      : items.concat(
          addedItem(world, { ...subscription, items: { ...subscription.items, data: items } }, change, {
            period,
            param: `${param}[price]`,
          }),
        );
  });
  return items;
}

function addedItem(
  world: World,
  subscription: Subscription,
  { deleted: _, price, ...wanted }: ItemChange,
  place: { period: Period; param: string },
): SubscriptionItem {
  const { param } = place;
  if (!price) {
    throw invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  if (subscription.items.data.some((item) => item.price.id === price)) {
    throw invalidRequest(`Cannot add multiple subscription items with the same plan: ${price}`);
  }
  return buildItem(world, subscription, { ...wanted, price }, place);
}

/** The price, which must be active and recur. */
export function recurringPrice(world: World, id: string, param: string): Price {
  const price = world.store.prices.get(id, param);
  if (!price.recurring) {
    throw invalidRequest(
      'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
      { param },
    );
  }
  if (!price.active)
    throw invalidRequest('The price specified is inactive. This field only accepts active prices.', {
      param,
    });
  return price;
}

/** Items of one subscription bill in one rhythm and currency here. Throws 400 otherwise. */
export function requireOneCadence(items: readonly SubscriptionItem[]): void {
  const rhythms = items.map(({ price }) => {
    const { interval, interval_count } = cadenceOf(price);
    return `${interval_count} ${interval} ${price.currency}`;
  });
  if (items.length === 0) throw invalidRequest('A subscription must have at least one active item.');
  if (new Set(rhythms).size > 1) {
    throw invalidRequest(
      'All prices on a subscription must have the same `recurring.interval` and currency here.',
    );
  }
}

function changeItem(
  world: World,
  items: SubscriptionItem[],
  { id, price: priceId, quantity, metadata, deleted }: ItemChange & { id: string },
  param: string,
): SubscriptionItem[] {
  const item = items.find((candidate) => candidate.id === id);
  if (!item) {
    throw invalidRequest(`No such subscription_item: '${id}'`, {
      code: 'resource_missing',
      param: `${param}[id]`,
    });
  }
  if (deleted) return items.filter((candidate) => candidate !== item);
  const price = priceId ? recurringPrice(world, priceId, `${param}[price]`) : item.price;
  const changed: SubscriptionItem = {
    ...item,
    price,
    plan: planOf(price),
    quantity: quantity ?? item.quantity ?? 1,
    metadata: mergeMetadata(item.metadata, metadata),
  };
  return items.map((candidate) => (candidate === item ? changed : candidate));
}

/** The price in the shape that came before prices; items still carry it. */
export function planOf({
  id,
  active,
  created,
  currency,
  nickname,
  metadata,
  product,
  unit_amount,
  recurring,
}: Price): Plan {
  return {
    id,
    object: 'plan',
    active,
    amount: unit_amount,
    amount_decimal: String(unit_amount ?? 0),
    billing_scheme: 'per_unit',
    created,
    currency,
    interval: recurring?.interval ?? 'month',
    interval_count: recurring?.interval_count ?? 1,
    livemode: false,
    metadata,
    meter: null,
    nickname,
    product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: recurring?.trial_period_days ?? null,
    usage_type: 'licensed',
  };
}
