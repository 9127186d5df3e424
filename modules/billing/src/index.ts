import type { Page } from '@quartet/platform/contract';
import type { Database } from '@quartet/platform/database';
import type { PresentedPlan } from './contract.ts';
import { listPlans } from './list-plans.ts';
import { prepareFindPlans } from './plans.sql.ts';

export type { PresentedPlan } from './contract.ts';
export { seedPlans } from './seed-plans.ts';

/** What the product costs. */
export interface Billing {
  listPlans(): Promise<Page<PresentedPlan>>;
}

export function createBilling({ db }: { db: Database }): Billing {
  const findPlans = prepareFindPlans(db.orm);
  return { listPlans: () => listPlans(findPlans) };
}
