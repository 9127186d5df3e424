import { wholeList } from '../http/list.ts';
import type { World } from '../world/create-world.ts';
import type { ActiveEntitlement, Subscription } from '../world/wire.ts';

/** Subscriptions in these states grant their products' features: https://docs.stripe.com/billing/entitlements. */
const GRANTING = new Set<Subscription['status']>(['active', 'trialing', 'past_due']);

/** Recomputes what a customer is entitled to, and tells of it when it changed. */
export function refreshEntitlements(world: World, customer: string): void {
  const before = world.store.entitlements.get(customer) ?? [];
  const after = entitlementsOf(world, customer, before);
  if (sameFeatures(before, after)) return;
  world.store.entitlements.set(customer, after);
  const list = (data: ActiveEntitlement[]) => wholeList(data, `/v1/customer/${customer}/entitlements`);
  world.emit(
    'entitlements.active_entitlement_summary.updated',
    {
      object: 'entitlements.active_entitlement_summary',
      customer,
      entitlements: list(after),
      livemode: false,
    },
    { entitlements: { data: before } },
  );
}

function entitlementsOf(world: World, customer: string, before: ActiveEntitlement[]): ActiveEntitlement[] {
  const { store, ids } = world;
  const products = store.subscriptions
    .of(customer)
    .filter(({ status }) => GRANTING.has(status))
    .flatMap(({ items }) => items.data.map(({ price }) => price.product));
  const features = new Set(
    [...new Set(products)].flatMap((product) =>
      store.productFeatures.of(product).map(({ entitlement_feature }) => entitlement_feature.id),
    ),
  );
  return [...features].sort().map(
    (feature) =>
      before.find((entitlement) => entitlement.feature === feature) ?? {
        id: ids.next('ent'),
        object: 'entitlements.active_entitlement',
        feature,
        livemode: false,
        lookup_key: store.features.get(feature).lookup_key,
      },
  );
}

function sameFeatures(one: ActiveEntitlement[], other: ActiveEntitlement[]): boolean {
  return one.length === other.length && one.every(({ id }, index) => id === other[index]?.id);
}
