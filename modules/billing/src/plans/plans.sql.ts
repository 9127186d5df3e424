import type { Database, Executor } from '@quartet/platform/database';
import { asc, eq, sql } from 'drizzle-orm';
import { type PlanFeatureRow, type PlanRow, planFeatures, plans } from '../schema.ts';

export type FindPlans = () => Promise<{ plan: PlanRow; feature: PlanFeatureRow | null }[]>;

/** All plans with their features, a row for each feature, in the order of a price page. */
export function prepareFindPlans(orm: Database['orm']): FindPlans {
  const statement = orm
    .select({ plan: plans, feature: planFeatures })
    .from(plans)
    .leftJoin(planFeatures, eq(planFeatures.plan_id, plans.id))
    .orderBy(asc(plans.position), asc(planFeatures.position))
    .prepare('billing_find_plans');
  return () => statement.execute();
}

export async function findPlan(executor: Executor, planId: string): Promise<PlanRow | undefined> {
  const [plan] = await executor.select().from(plans).where(eq(plans.id, planId));
  return plan;
}

export async function putPlans(executor: Executor, rows: PlanRow[]): Promise<void> {
  await executor
    .insert(plans)
    .values(rows)
    .onConflictDoUpdate({
      target: plans.id,
      set: {
        name: sql`excluded.name`,
        position: sql`excluded.position`,
        price_cents: sql`excluded.price_cents`,
        currency: sql`excluded.currency`,
        interval: sql`excluded.interval`,
        trial_days: sql`excluded.trial_days`,
      },
    });
}

export async function putPlanFeatures(executor: Executor, rows: PlanFeatureRow[]): Promise<void> {
  await executor
    .insert(planFeatures)
    .values(rows)
    .onConflictDoUpdate({
      target: [planFeatures.plan_id, planFeatures.feature],
      set: {
        position: sql`excluded.position`,
        description: sql`excluded.description`,
        quota: sql`excluded.quota`,
      },
    });
}

/** Deletes the features of all plans but these. */
export async function keepPlanFeatures(executor: Executor, rows: PlanFeatureRow[]): Promise<void> {
  const planIds = sql.param(rows.map((row) => row.plan_id));
  const features = sql.param(rows.map((row) => row.feature));
  await executor
    .delete(planFeatures)
    .where(
      sql`(${planFeatures.plan_id}, ${planFeatures.feature}) not in (select * from unnest(${planIds}::text[], ${features}::text[]))`,
    );
}
