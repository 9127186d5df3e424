import type { Database } from '@quartet/platform/database';
import type { PlanFeatureRow, PlanRow } from '../schema.ts';
import { keepPlanFeatures, putPlanFeatures, putPlans } from './plans.sql.ts';
import { type Plan, plans } from './plans.ts';

/**
 * Makes the database's plans and features those of the catalogue. A plan that left the catalogue stays, since
 * subscriptions refer to it. Any number of starters may do this at once: the first one locks the plans.
 */
export async function seedPlans(db: Database, catalogue: readonly Plan[] = plans): Promise<void> {
  const features = catalogue.flatMap(featureRows);
  await db.transaction(async (tx) => {
    await putPlans(tx, catalogue.map(planRow));
    await putPlanFeatures(tx, features);
    await keepPlanFeatures(tx, features);
  });
}

function planRow(plan: Plan, position: number): PlanRow {
  const { id, name, priceCents, currency, interval, trialDays } = plan;
  return { id, name, position, price_cents: priceCents, currency, interval, trial_days: trialDays };
}

function featureRows({ id, features }: Plan): PlanFeatureRow[] {
  return features.map(({ key, description, quota }, position) => ({
    plan_id: id,
    feature: key,
    position,
    description,
    quota: quota ?? null,
  }));
}
