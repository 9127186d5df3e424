import { z } from 'zod';
import { integer, metadata, text } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import { updateSubscription } from '../subscriptions/update-subscription.ts';
import { resourceMissing } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import type { SubscriptionItem } from '../world/wire.ts';

const behavior = {
  payment_behavior: z.enum(['allow_incomplete', 'default_incomplete', 'error_if_incomplete']).exactOptional(),
  proration_behavior: z.enum(['create_prorations', 'always_invoice', 'none']).exactOptional(),
  proration_date: integer.exactOptional(),
};
const fields = { metadata: metadata.exactOptional(), quantity: integer.exactOptional() };

/** https://docs.stripe.com/api/subscription_items: each change is one of its subscription. */
export const subscriptionItemRoutes: ApiRoute[] = [
  operation('GET', '/v1/subscription_items/:id', {}, ({ world, id }) => findItem(world, id)),
  operation(
    'POST',
    '/v1/subscription_items',
    { ...behavior, ...fields, price: text, subscription: text },
    ({ world, params: { subscription, price, quantity, metadata, ...rest } }) => {
      world.store.subscriptions.get(subscription, 'subscription');
      const item = {
        price,
        ...(quantity === undefined ? {} : { quantity }),
        ...(metadata ? { metadata } : {}),
      };
      const changed = updateSubscription(world, subscription, { ...rest, items: [item] });
      return changed.items.data.find((candidate) => candidate.price.id === price) ?? changed;
    },
  ),
  operation(
    'POST',
    '/v1/subscription_items/:id',
    { ...behavior, ...fields, price: text.exactOptional() },
    ({ world, id, params: { payment_behavior, proration_behavior, proration_date, ...item } }) => {
      const { subscription } = findItem(world, id);
      const how = {
        ...(payment_behavior ? { payment_behavior } : {}),
        ...(proration_behavior ? { proration_behavior } : {}),
        ...(proration_date === undefined ? {} : { proration_date }),
      };
      updateSubscription(world, subscription, { ...how, items: [{ id, ...item }] });
      return findItem(world, id);
    },
  ),
  operation('DELETE', '/v1/subscription_items/:id', behavior, ({ world, id, params }) => {
    const { subscription } = findItem(world, id);
    updateSubscription(world, subscription, { ...params, items: [{ id, deleted: true }] });
    return { id, object: 'subscription_item', deleted: true };
  }),
  listing(
    '/v1/subscription_items',
    { subscription: text },
    ({ world, params }) => world.store.subscriptions.get(params.subscription, 'subscription').items.data,
  ),
];

function findItem(world: World, id: string): SubscriptionItem {
  for (const { items } of world.store.subscriptions.list()) {
    const item = items.data.find((candidate) => candidate.id === id);
    if (item) return item;
  }
  throw resourceMissing('subscription_item', id, 'id');
}
