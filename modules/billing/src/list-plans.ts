import type { PresentedPlan } from './contract.ts';
import type { FindPlans } from './plans.sql.ts';
import type { PlanFeatureRow, PlanRow } from './schema.ts';

/** All plans: they fit one page. */
export async function listPlans(
  findPlans: FindPlans,
): Promise<{ items: PresentedPlan[]; next_cursor: null }> {
  const rows = await findPlans();
  const byPlan = Map.groupBy(rows, ({ plan }) => plan.id);
  const items = [...byPlan.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [
          presentPlan(
            first.plan,
            [first, ...others].flatMap(({ feature }) => feature ?? []),
          ),
        ],
  );
  return { items, next_cursor: null };
}

function presentPlan(plan: PlanRow, features: PlanFeatureRow[]): PresentedPlan {
  return {
    id: plan.id,
    name: plan.name,
    price_cents: plan.price_cents,
    currency: plan.currency,
    interval: plan.interval,
    features: features.map(({ feature, description, quota }) => ({ key: feature, description, quota })),
  };
}
