import type { BillingCore } from '../core.ts';
import { billingErrors } from '../errors.ts';
import { answering } from '../gateway/answering.ts';
import type { PlanRow } from '../schema.ts';
import { findPlan } from './plans.sql.ts';

/** A plan of the catalogue, with the provider's price for it. */
export interface PlanOnSale {
  plan: PlanRow;
  priceId: string;
}

/**
 * @throws `unknown_plan`; `billing_misconfigured`; `billing_unavailable` when the provider is away, or does not have the price yet
 */
export async function findPlanOnSale({ db, gateway }: BillingCore, planId: string): Promise<PlanOnSale> {
  const plan = await findPlan(db.orm, planId);
  if (plan === undefined) {
    throw billingErrors.unknownPlan({ errors: [{ path: 'body.plan_id', message: 'names no plan on sale' }] });
  }
  const prices = await answering(() => gateway.findPrices([planId]));
  const price = prices.find((each) => each.planId === planId);
  if (price === undefined) {
    throw billingErrors.unavailable({
      detail: `The payment provider has no price for the plan ${planId} yet.`,
    });
  }
  return { plan, priceId: price.priceId };
}
