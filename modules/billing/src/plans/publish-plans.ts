import type { CatalogueGateway, CataloguePrice } from '../gateway/gateway.ts';
import { type Plan, plans } from './plans.ts';

/**
 * Puts the catalogue on sale at the payment provider: a product and a price for each plan, found again by the
 * price's lookup key, which is the plan's id. A plan whose price changed gets a new price; who pays the old one
 * goes on paying it. What is on sale already is left alone, and any number may do this at once.
 */
export async function publishPlans(
  gateway: CatalogueGateway,
  catalogue: readonly Plan[] = plans,
): Promise<void> {
  const onSale = await gateway.findPrices(catalogue.map(({ id }) => id));
  const priceOf = new Map(onSale.map((price) => [price.planId, price]));
  for (const plan of catalogue) await publishPlan(gateway, plan, priceOf.get(plan.id));
}

async function publishPlan(
  gateway: CatalogueGateway,
  plan: Plan,
  before: CataloguePrice | undefined,
): Promise<void> {
  const { id, name, priceCents, currency, interval } = plan;
  if (before !== undefined && isPriceOf(plan, before)) return;
  const productId = before?.productId ?? `quartet_${id}`;
  // Before its lookup key moves on: who pays this price has the plan by one or the other at every moment.
  if (before !== undefined && !before.isNamed)
    await gateway.namePrice({ priceId: before.priceId, planId: id });
  if (before === undefined) await gateway.putProduct({ id: productId, name });
  const idempotencyKey = `price:${id}:${priceCents}:${currency}:${interval}:after:${before?.priceId ?? 'none'}`;
  await gateway.createPrice({ planId: id, productId, priceCents, currency, interval, idempotencyKey });
}

function isPriceOf(plan: Plan, price: CataloguePrice): boolean {
  return (
    price.priceCents === plan.priceCents &&
    price.currency === plan.currency &&
    price.interval === plan.interval
  );
}
