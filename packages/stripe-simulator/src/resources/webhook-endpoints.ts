import { z } from 'zod';
import { flag, mergeMetadata, metadata, text } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import type { World } from '../world/create-world.ts';
import { API_VERSION } from '../world/event.ts';
import type { StoredEndpoint } from '../world/store.ts';
import type { WebhookEndpoint } from '../world/wire.ts';

const changeable = { description: text.exactOptional(), metadata: metadata.exactOptional() };

/** https://docs.stripe.com/api/webhook_endpoints */
export const webhookEndpointRoutes: ApiRoute[] = [
  operation(
    'POST',
    '/v1/webhook_endpoints',
    { ...changeable, url: z.url(), enabled_events: z.array(text).min(1), api_version: text.exactOptional() },
    ({ world, params: { url, enabled_events, description = null, metadata } }) =>
      createEndpoint(world, { url, enabled_events, description, metadata: mergeMetadata({}, metadata) }),
  ),
  operation('GET', '/v1/webhook_endpoints/:id', {}, ({ world, id }) =>
    shown(world.store.webhookEndpoints.get(id)),
  ),
  operation(
    'POST',
    '/v1/webhook_endpoints/:id',
    { ...changeable, disabled: flag.exactOptional(), enabled_events: z.array(text).min(1).exactOptional() },
    ({ world, id, params: { disabled, metadata, ...rest } }) => {
      const before = world.store.webhookEndpoints.get(id);
      const status =
        disabled === undefined ? before.status : { true: 'disabled', false: 'enabled' }[`${disabled}`];
      const patch = { ...rest, status, metadata: mergeMetadata(before.metadata, metadata) };
      return shown(world.change(world.store.webhookEndpoints, id, patch));
    },
  ),
  operation('DELETE', '/v1/webhook_endpoints/:id', {}, ({ world, id }) => {
    world.store.webhookEndpoints.get(id);
    world.store.webhookEndpoints.remove(id);
    return { id, object: 'webhook_endpoint', deleted: true };
  }),
  listing('/v1/webhook_endpoints', {}, ({ world }) => world.store.webhookEndpoints.list().map(shown)),
];

/** A new endpoint; its secret is answered this once. */
export function createEndpoint(
  world: World,
  wanted: Pick<StoredEndpoint, 'url' | 'enabled_events'> & Partial<StoredEndpoint>,
): StoredEndpoint {
  return world.create(world.store.webhookEndpoints, {
    id: world.ids.next('we'),
    object: 'webhook_endpoint',
    api_version: API_VERSION,
    application: null,
    created: world.mainTimeline.now(),
    description: null,
    livemode: false,
    metadata: {},
    secret: world.ids.next('whsec'),
    status: 'enabled',
    ...wanted,
  });
}

function shown({ secret: _, ...endpoint }: StoredEndpoint): WebhookEndpoint {
  return endpoint;
}
