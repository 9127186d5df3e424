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

export { billingConfig, billingRules } from './config.ts';
export type { PresentedPlan } from './contract.ts';
export { billingErrors } from './errors.ts';
export { billingMails } from './notices/mails.ts';
export { noticeSenders } from './notices/notice-senders.ts';
export { createHealing, createObserver, createProviderReads } from './observing/index.ts';
export { billingPages, returnPagesAt } from './pages.ts';
export { publishPlans } from './plans/publish-plans.ts';
export { seedPlans } from './plans/seed-plans.ts';
export { createBillingProjector } from './projection/create-billing-projector.ts';
export { createReconciliation } from './reconciliation/index.ts';

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
