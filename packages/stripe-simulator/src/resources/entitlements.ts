import { refreshEntitlements } from '../entitlements/refresh-entitlements.ts';
import { flag, mergeMetadata, metadata, text } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import { invalidRequest } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';

/** https://docs.stripe.com/api/entitlements/feature, with what products have and customers may use. */
export const entitlementRoutes: ApiRoute[] = [
  operation(
    'POST',
    '/v1/entitlements/features',
    { lookup_key: text, name: text, metadata: metadata.exactOptional() },
    ({ world, params: { metadata, ...rest } }) => {
      if (world.store.features.list().some(({ lookup_key }) => lookup_key === rest.lookup_key)) {
        throw invalidRequest('A feature already uses this lookup_key.', { param: 'lookup_key' });
      }
      return world.create(world.store.features, {
        id: world.ids.next('feat'),
        object: 'entitlements.feature',
        active: true,
        livemode: false,
        metadata: mergeMetadata({}, metadata),
        ...rest,
      });
    },
  ),
  operation('GET', '/v1/entitlements/features/:id', {}, ({ world, id }) => world.store.features.get(id)),
  operation(
    'POST',
    '/v1/entitlements/features/:id',
    { active: flag.exactOptional(), name: text.exactOptional(), metadata: metadata.exactOptional() },
    ({ world, id, params: { metadata, ...rest } }) => {
      const before = world.store.features.get(id);
      const patch = { ...rest, metadata: mergeMetadata(before.metadata, metadata) };
      return world.change(world.store.features, id, patch);
    },
  ),
  listing(
    '/v1/entitlements/features',
    { lookup_key: text.exactOptional() },
    ({ world, params: { lookup_key } }) =>
      world.store.features.list().filter((feature) => !lookup_key || feature.lookup_key === lookup_key),
  ),
  operation('POST', '/v1/products/:id/features', { entitlement_feature: text }, ({ world, id, params }) => {
    const { store, ids } = world;
    store.products.get(id);
    const feature = store.features.get(params.entitlement_feature, 'entitlement_feature');
    const created = {
      id: ids.next('prodft'),
      object: 'product_feature',
      entitlement_feature: feature,
      livemode: false,
    } as const;
    store.productFeatures.insert({ ...created, product: id });
    refreshHolders(world, id);
    return created;
  }),
  operation('DELETE', '/v1/products/:id/features/:subId', {}, ({ world, id, subId }) => {
    world.store.productFeatures.get(subId);
    world.store.productFeatures.remove(subId);
    refreshHolders(world, id);
    return { id: subId, object: 'product_feature', deleted: true };
  }),
  listing('/v1/products/:id/features', {}, ({ world, id }) =>
    world.store.productFeatures.of(id).map(({ product: _, ...feature }) => feature),
  ),
  operation('GET', '/v1/entitlements/active_entitlements/:id', {}, ({ world, id }) => {
    const entitlement = [...world.store.entitlements.values()].flat().find((one) => one.id === id);
    if (!entitlement)
      throw invalidRequest(`No such active entitlement: '${id}'`, { code: 'resource_missing', param: 'id' });
    return entitlement;
  }),
  listing('/v1/entitlements/active_entitlements', { customer: text }, ({ world: { store }, params }) => {
    store.customers.get(params.customer, 'customer');
    return store.entitlements.get(params.customer) ?? [];
  }),
];

function refreshHolders(world: World, product: string): void {
  const holders = world.store.subscriptions
    .list()
    .filter(({ items }) => items.data.some(({ price }) => price.product === product));
  for (const customer of new Set(holders.map((subscription) => subscription.customer))) {
    refreshEntitlements(world, customer);
  }
}
