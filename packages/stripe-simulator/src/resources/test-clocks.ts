import { integer, text } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import { endSubscription } from '../subscriptions/end-subscription.ts';
import { invalidRequest } from '../world/api-error.ts';
import { DAY_SECONDS } from '../world/calendar.ts';
import { createTimeline } from '../world/timeline.ts';

/** Days until a clock is deleted: https://docs.stripe.com/billing/testing/test-clocks. */
const CLOCK_DAYS = 30;

/** https://docs.stripe.com/api/test_clocks; here a clock has arrived as soon as `advance` answers. */
export const testClockRoutes: ApiRoute[] = [
  operation(
    'POST',
    '/v1/test_helpers/test_clocks',
    { frozen_time: integer, name: text.exactOptional() },
    ({ world, params: { frozen_time, name = null } }) => {
      const { store, ids, mainTimeline } = world;
      const created = mainTimeline.now();
      const clock = world.create(
        store.testClocks,
        {
          id: ids.next('clock'),
          object: 'test_helpers.test_clock',
          created,
          deletes_after: created + CLOCK_DAYS * DAY_SECONDS,
          frozen_time,
          livemode: false,
          name,
          status: 'ready',
          status_details: {},
        },
        'test_helpers.test_clock.created',
      );
      const timeline = createTimeline(() => store.testClocks.find(clock.id)?.frozen_time ?? frozen_time);
      world.testTimelines.set(clock.id, timeline);
      return clock;
    },
  ),
  operation('GET', '/v1/test_helpers/test_clocks/:id', {}, ({ world, id }) => world.store.testClocks.get(id)),
  operation(
    'POST',
    '/v1/test_helpers/test_clocks/:id/advance',
    { frozen_time: integer },
    ({ world, id, params }) => {
      const { store } = world;
      const { frozen_time: from } = store.testClocks.get(id);
      if (params.frozen_time <= from) {
        throw invalidRequest('The `frozen_time` must be after the current time of the test clock.', {
          param: 'frozen_time',
        });
      }
      const patch = { frozen_time: params.frozen_time };
      world.change(store.testClocks, id, patch, 'test_helpers.test_clock.advancing');
      // What becomes due on the way was asked for by nobody.
      world.during({ id: null, idempotency_key: null }, () => world.testTimelines.get(id)?.runDue());
      const ready = store.testClocks.get(id);
      world.emit('test_helpers.test_clock.ready', ready);
      return ready;
    },
  ),
  operation('DELETE', '/v1/test_helpers/test_clocks/:id', {}, ({ world, id }) => {
    const { store } = world;
    const clock = store.testClocks.get(id);
    for (const customer of store.customers.of(id)) {
      for (const { id, ended_at } of store.subscriptions.of(customer.id)) {
        if (ended_at === null) endSubscription(world, id, { status: 'canceled' });
      }
      store.customers.remove(customer.id);
      store.deletedCustomers.set(customer.id, id);
    }
    store.testClocks.remove(id);
    world.emit('test_helpers.test_clock.deleted', clock);
    return { id, object: 'test_helpers.test_clock', deleted: true };
  }),
  listing('/v1/test_helpers/test_clocks', {}, ({ world }) => world.store.testClocks.list()),
];
