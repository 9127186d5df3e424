import { subscriptionOf } from '../subscriptions/settle-subscription.ts';
import type { World } from '../world/create-world.ts';
import type { Invoice } from '../world/wire.ts';
import { finalizesAt } from './create-invoice.ts';
import { finalizeInvoice } from './finalize-invoice.ts';
import { payInvoice } from './pay-invoice.ts';
import { markUncollectible, voidInvoice } from './void-invoice.ts';

/** Lets a draft finalise itself after its hour, and be collected. */
export function scheduleAdvance(world: World, { id, customer, created }: Invoice): void {
  const at = finalizesAt(created);
  world.change(world.store.invoices, id, { automatically_finalizes_at: at });
  world.timelineOf(customer).schedule(at, () => {
    const invoice = world.store.invoices.find(id);
    if (invoice?.status === 'draft' && invoice.auto_advance) advanceInvoice(world, id);
  });
}

/** Finalises a draft and collects it, or does instead what a pause of collection asks for. */
export function advanceInvoice(world: World, id: string): Invoice {
  const draft = world.store.invoices.get(id);
  const pause = subscriptionOf(world, draft)?.pause_collection?.behavior;
  if (pause === 'keep_as_draft') {
    return world.change(world.store.invoices, id, { auto_advance: false }, 'invoice.updated');
  }
  const open = finalizeInvoice(world, id);
  if (open.status !== 'open') return open;
  if (pause === 'void') return voidInvoice(world, id);
  if (pause === 'mark_uncollectible') return markUncollectible(world, id);
  if (open.collection_method === 'charge_automatically') payInvoice(world, id);
  return world.store.invoices.get(id);
}
