import type { ConfiguredEndpoint } from '../journal/entry.ts';
import { createEndpoint } from '../resources/webhook-endpoints.ts';
import type { World } from '../world/create-world.ts';

/** Keeps the endpoints that the simulator was started with, beside those that were added by the API. */
export function createConfiguredEndpoints(world: World): (wanted: readonly ConfiguredEndpoint[]) => void {
  const { webhookEndpoints } = world.store;
  let ids: string[] = [];

  return (wanted) => {
    const before = ids;
    ids = wanted.map(({ url, secret, enabledEvents: enabled_events }, index) => {
      const known = webhookEndpoints.find(before[index] ?? '');
      const fields = { url, secret, enabled_events };
      if (!known) return createEndpoint(world, fields).id;
      webhookEndpoints.replace({ ...known, ...fields });
      return known.id;
    });
    for (const id of before.slice(wanted.length)) webhookEndpoints.remove(id);
  };
}
