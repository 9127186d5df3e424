import { z } from 'zod';
import { flag, integer, mergeMetadata, metadata, text, unsettable } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import { embedPrice } from '../subscriptions/embed-price.ts';
import { invalidRequest } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import type { Price } from '../world/wire.ts';

const interval = z.enum(['day', 'week', 'month', 'year']);
const recurring = z.strictObject({
  interval,
  interval_count: integer.exactOptional(),
  trial_period_days: integer.exactOptional(),
  usage_type: z.literal('licensed').exactOptional(),
});
const changeable = {
  active: flag.exactOptional(),
  lookup_key: unsettable(text).exactOptional(),
  metadata: metadata.exactOptional(),
  nickname: unsettable(text).exactOptional(),
  tax_behavior: z.enum(['exclusive', 'inclusive', 'unspecified']).exactOptional(),
  transfer_lookup_key: flag.exactOptional(),
};

/** https://docs.stripe.com/api/prices */
export const priceRoutes: ApiRoute[] = [
  operation(
    'POST',
    '/v1/prices',
    {
      ...changeable,
      currency: text,
      product: text,
      recurring: recurring.exactOptional(),
      unit_amount: integer,
    },
    ({ world, params }) => {
      const { metadata, transfer_lookup_key = false, recurring, unit_amount, ...rest } = params;
      world.store.products.get(params.product, 'product');
      takeLookupKey(world, params.lookup_key, transfer_lookup_key);
      const price: Price = {
        id: world.ids.next('price'),
        object: 'price',
        active: true,
        billing_scheme: 'per_unit',
        created: world.mainTimeline.now(),
        custom_unit_amount: null,
        livemode: false,
        lookup_key: null,
        metadata: mergeMetadata({}, metadata),
        nickname: null,
        recurring: recurring
          ? { interval_count: 1, meter: null, trial_period_days: null, usage_type: 'licensed', ...recurring }
          : null,
        tax_behavior: 'unspecified',
        tiers_mode: null,
        transform_quantity: null,
        type: recurring ? 'recurring' : 'one_time',
        unit_amount,
        unit_amount_decimal: String(unit_amount),
        ...rest,
      };
      return world.create(world.store.prices, price, 'price.created');
    },
  ),
  operation('GET', '/v1/prices/:id', {}, ({ world, id }) => world.store.prices.get(id)),
  operation('POST', '/v1/prices/:id', changeable, ({ world, params, id }) => {
    const { metadata, transfer_lookup_key = false, ...rest } = params;
    const before = world.store.prices.get(id);
    if (rest.lookup_key !== before.lookup_key) takeLookupKey(world, rest.lookup_key, transfer_lookup_key);
    const patch = { ...rest, metadata: mergeMetadata(before.metadata, metadata) };
    return changePrice(world, id, patch);
  }),
  listing(
    '/v1/prices',
    {
      active: flag.exactOptional(),
      currency: text.exactOptional(),
      lookup_keys: z.array(text).exactOptional(),
      product: text.exactOptional(),
      type: z.enum(['recurring', 'one_time']).exactOptional(),
    },
    ({ world: { store }, params: { active, currency, lookup_keys, product, type } }) =>
      (product ? store.prices.of(product) : store.prices.list()).filter(
        (price) =>
          (active === undefined || price.active === active) &&
          (!currency || price.currency === currency) &&
          (!lookup_keys || (price.lookup_key !== null && lookup_keys.includes(price.lookup_key))) &&
          (!type || price.type === type),
      ),
  ),
];

/** A lookup key names one price: https://docs.stripe.com/products-prices/manage-prices#lookup-keys. */
function takeLookupKey(world: World, key: string | null | undefined, isTransfer: boolean): void {
  const holder = key && world.store.prices.list().find((price) => price.lookup_key === key);
  if (!holder) return;
  if (!isTransfer) {
    throw invalidRequest(`A price (\`${holder.id}\`) already uses that lookup key.`, { param: 'lookup_key' });
  }
  changePrice(world, holder.id, { lookup_key: null });
}

function changePrice(world: World, id: string, patch: Partial<Price>): Price {
  const price = world.change(world.store.prices, id, patch, 'price.updated');
  embedPrice(world, price);
  return price;
}
