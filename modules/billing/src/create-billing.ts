import { bind } from '@quartet/platform/use-cases';
import { openPortal, replacePaymentMethod } from './accounts/open-portal.ts';
import { openCheckout } from './checkout/open-checkout.ts';
import type { BillingCore } from './core.ts';
import { createEntitlements } from './entitlements/entitlements.ts';
import { listInvoices } from './invoices/list-invoices.ts';
import { listPlans } from './plans/list-plans.ts';
import { prepareFindPlans } from './plans/plans.sql.ts';
import { cancelSubscription, resumeSubscription } from './subscriptions/cancel-subscription.ts';
import { changePlan } from './subscriptions/change-plan.ts';
import { readCurrent } from './subscriptions/read-current.ts';

/** What the product costs, who pays for it, and what they get. */
export type Billing = ReturnType<typeof createBilling>;

export function createBilling(core: BillingCore) {
  const findPlans = prepareFindPlans(core.db.orm);
  return {
    listPlans: () => listPlans(findPlans),
    openCheckout: bind(core, openCheckout),
    readCurrent: bind(core, readCurrent),
    cancel: bind(core, cancelSubscription),
    resume: bind(core, resumeSubscription),
    changePlan: bind(core, changePlan),
    openPortal: bind(core, openPortal),
    replacePaymentMethod: bind(core, replacePaymentMethod),
    listInvoices: bind(core, listInvoices),
    ...createEntitlements(core),
  };
}
