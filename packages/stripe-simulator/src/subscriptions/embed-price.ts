import type { World } from '../world/create-world.ts';
import type { Price } from '../world/wire.ts';
import { planOf } from './build-items.ts';

/** Items show their price as it is now: a change of it is seen in subscriptions, without an event of theirs. */
export function embedPrice({ store }: World, price: Price): void {
  for (const subscription of store.subscriptions.list()) {
    const { items } = subscription;
    if (!items.data.some((item) => item.price.id === price.id)) continue;
    const data = items.data.map((item) =>
      item.price.id === price.id ? { ...item, price, plan: planOf(price) } : item,
    );
    store.subscriptions.replace({ ...subscription, items: { ...items, data } });
  }
}
