import { z } from 'zod';
import { flag, isWithin, range, text } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import { cancelFields, cancelSubscription } from '../subscriptions/cancel-subscription.ts';
import { createSubscription } from '../subscriptions/create-subscription.ts';
import { beginPeriod } from '../subscriptions/cycle.ts';
import { isOver } from '../subscriptions/status.ts';
import { updateFields } from '../subscriptions/subscription-change.ts';
import { createFields } from '../subscriptions/subscription-params.ts';
import { updateSubscription } from '../subscriptions/update-subscription.ts';
import { invalidRequest } from '../world/api-error.ts';

/** https://docs.stripe.com/api/subscriptions */
export const subscriptionRoutes: ApiRoute[] = [
  operation('POST', '/v1/subscriptions', createFields, ({ world, params }) =>
    createSubscription(world, params),
  ),
  operation('GET', '/v1/subscriptions/:id', {}, ({ world, id }) => world.store.subscriptions.get(id)),
  operation('POST', '/v1/subscriptions/:id', updateFields, ({ world, params, id }) =>
    updateSubscription(world, id, params),
  ),
  operation('DELETE', '/v1/subscriptions/:id', cancelFields, ({ world, params, id }) =>
    cancelSubscription(world, id, params),
  ),
  operation(
    'POST',
    '/v1/subscriptions/:id/resume',
    {
      billing_cycle_anchor: z.enum(['now', 'unchanged']).exactOptional(),
      proration_behavior: z.enum(['create_prorations', 'always_invoice', 'none']).exactOptional(),
    },
    ({ world, id }) => {
      const paused = world.store.subscriptions.get(id);
      if (paused.status !== 'paused') throw invalidRequest('You can only resume a paused subscription.');
      const now = world.timelineOf(paused.customer).now();
      beginPeriod(world, paused, { anchor: now, billingReason: 'subscription_update' });
      const resumed = world.store.subscriptions.get(id);
      if (resumed.status === 'active') world.emit('customer.subscription.resumed', resumed);
      return resumed;
    },
  ),
  listing(
    '/v1/subscriptions',
    {
      collection_method: text.exactOptional(),
      created: range.exactOptional(),
      customer: text.exactOptional(),
      price: text.exactOptional(),
      status: text.exactOptional(),
      test_clock: text.exactOptional(),
      cancel_at_period_end: flag.exactOptional(),
    },
    ({ world: { store }, params: { customer, status, price, created, ...exact } }) =>
      (customer ? store.subscriptions.of(customer) : store.subscriptions.list()).filter(
        (subscription) =>
          hasStatus(subscription.status, status) &&
          (!price || subscription.items.data.some((item) => item.price.id === price)) &&
          isWithin(subscription.created, created) &&
          (!exact.collection_method || subscription.collection_method === exact.collection_method) &&
          (exact.test_clock
            ? subscription.test_clock === exact.test_clock
            : customer || !subscription.test_clock) &&
          (exact.cancel_at_period_end === undefined ||
            subscription.cancel_at_period_end === exact.cancel_at_period_end),
      ),
  ),
];

/** Without a status, all that were not canceled: https://docs.stripe.com/api/subscriptions/list. */
function hasStatus(status: string, wanted: string | undefined): boolean {
  if (wanted === 'all') return true;
  if (wanted === 'ended') return isOver(status);
  return wanted ? status === wanted : status !== 'canceled';
}
