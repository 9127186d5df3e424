import { createSession, sessionFields } from '../checkout/create-session.ts';
import { expireSession } from '../checkout/expire-session.ts';
import { isWithin, mergeMetadata, metadata, range, text } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';

/** https://docs.stripe.com/api/checkout/sessions, for subscriptions. */
export const checkoutSessionRoutes: ApiRoute[] = [
  operation('POST', '/v1/checkout/sessions', sessionFields, ({ world, params }) =>
    createSession(world, params),
  ),
  operation('GET', '/v1/checkout/sessions/:id', {}, ({ world, id }) => world.store.checkoutSessions.get(id)),
  operation('POST', '/v1/checkout/sessions/:id', { metadata }, ({ world, id, params }) => {
    const before = world.store.checkoutSessions.get(id);
    const patch = { metadata: mergeMetadata(before.metadata ?? {}, params.metadata) };
    return world.change(world.store.checkoutSessions, id, patch);
  }),
  operation('POST', '/v1/checkout/sessions/:id/expire', {}, ({ world, id }) => expireSession(world, id)),
  listing(
    '/v1/checkout/sessions/:id/line_items',
    {},
    ({ world, id }) => world.store.checkoutOrders.get(world.store.checkoutSessions.get(id).id)?.lines ?? [],
  ),
  listing(
    '/v1/checkout/sessions',
    {
      created: range.exactOptional(),
      customer: text.exactOptional(),
      status: text.exactOptional(),
      subscription: text.exactOptional(),
    },
    ({ world: { store }, params: { created, customer, status, subscription } }) =>
      (customer ? store.checkoutSessions.of(customer) : store.checkoutSessions.list()).filter(
        (session) =>
          isWithin(session.created, created) &&
          (!status || session.status === status) &&
          (!subscription || session.subscription === subscription),
      ),
  ),
];
