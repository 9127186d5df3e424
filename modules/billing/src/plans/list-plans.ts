import type { Page } from '@quartet/platform/contract';
import type { PresentedPlan } from '../contract.ts';
import type { PlanFeatureRow, PlanRow } from '../schema.ts';
import type { FindPlans } from './plans.sql.ts';

/** All plans: they fit one page. */
export async function listPlans(findPlans: FindPlans): Promise<Page<PresentedPlan>> {
  const rows = await findPlans();
  const plans = new Map(rows.map(({ plan }) => [plan.id, plan])).values();
  const features = rows.map(({ feature }) => feature).filter((feature) => feature !== null);
  const featuresOf = Map.groupBy(features, (feature) => feature.plan_id);
  const items = [...plans].map((plan) => presentPlan(plan, featuresOf.get(plan.id) ?? []));
  return { items, next_cursor: null };
}

function presentPlan(plan: PlanRow, features: PlanFeatureRow[]): PresentedPlan {
  return {
    id: plan.id,
    name: plan.name,
    price_cents: plan.price_cents,
    currency: plan.currency,
    interval: plan.interval,
    trial_days: plan.trial_days,
    features: features.map(({ feature, description, quota }) => ({ key: feature, description, quota })),
  };
}
