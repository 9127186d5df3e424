import { z } from 'zod';
import { flag, isWithin, range, text } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import { matchesType } from '../webhooks/matches-type.ts';
import { DAY_SECONDS } from '../world/calendar.ts';

/** Days that the list goes back: https://docs.stripe.com/api/events. */
const EVENT_DAYS = 30;

/** https://docs.stripe.com/api/events */
export const eventRoutes: ApiRoute[] = [
  operation('GET', '/v1/events/:id', {}, ({ world, id }) => world.store.events.get(id)),
  listing(
    '/v1/events',
    {
      created: range.exactOptional(),
      type: text.exactOptional(),
      types: z.array(text).max(20).exactOptional(),
      delivery_success: flag.exactOptional(),
    },
    ({ world, params: { created, type, types = type ? [type] : ['*'], delivery_success } }) => {
      const oldest = world.mainTimeline.now() - EVENT_DAYS * DAY_SECONDS;
      return world.store.events
        .list()
        .filter(
          (event) =>
            event.created >= oldest &&
            isWithin(event.created, created) &&
            (delivery_success === undefined || (event.pending_webhooks === 0) === delivery_success) &&
            types.some((pattern) => matchesType(event.type, pattern)),
        );
    },
  ),
];
