import type { RequestOrigin } from '@quartet/platform/contract';
import { isDomainError } from '@quartet/platform/errors';
import { keepCheckout } from '../accounts/accounts.sql.ts';
import { type CustomerAccount, openAccount, renewCustomer } from '../accounts/open-account.ts';
import { type Asked, type Payer, payerOf, scopeOf } from '../accounts/payer.ts';
import type { BillingCore } from '../core.ts';
import { billingErrors } from '../errors.ts';
import type { CheckoutPage } from '../gateway/gateway.ts';
import { findPlanOnSale, type PlanOnSale } from '../plans/find-plan-on-sale.ts';
import { repeatable } from '../repeatable.ts';
import type { SubscriptionRow } from '../schema.ts';
import { isOver } from '../subscriptions/is-over.ts';
import { findSubscriptions } from '../subscriptions/subscriptions.sql.ts';
import { type PresentedCheckout, presentCheckout } from './present.ts';

interface Order {
  payer: Payer;
  account: CustomerAccount;
  /** All subscriptions that the account has had. */
  history: readonly SubscriptionRow[];
  onSale: PlanOnSale;
}

/**
 * Opens a page on which a subscription is bought, and closes the one before it, so that a person cannot pay twice.
 * Requests at once get one page, by the provider's idempotency: its key names the page that comes before.
 *
 * @throws `unknown_plan`, `already_subscribed`, `billing_in_progress`, `billing_unavailable`
 */
export async function openCheckout(
  core: BillingCore,
  { origin, plan_id, ...asked }: Asked & { plan_id: string; origin: RequestOrigin },
): Promise<{ checkout: PresentedCheckout }> {
  const payer = await payerOf(core, asked, 'admin');
  const { account, page, before } = await repeatable(core.db, () => buy(core, payer, plan_id));
  await core.db.scoped(scopeOf(payer), async (tx) => {
    const isFirst = await keepCheckout(tx, payer, { before, now: page.id });
    if (!isFirst) return;
    await core.audit.record(tx, {
      action: 'billing.checkout_opened',
      actor: { kind: 'user', id: payer.caller.userId },
      target: { kind: 'billing_account', id: account.id },
      after: { plan_id, checkout_id: page.id, team_id: payer.team?.id ?? null },
      requestId: origin.requestId,
    });
  });
  return { checkout: presentCheckout(page) };
}

interface Opened {
  page: CheckoutPage;
  /** The page that it follows, closed by now. */
  before: string | null;
}

/** All that comes before the page is kept: done again, it leads to the same page. */
async function buy(
  core: BillingCore,
  payer: Payer,
  planId: string,
): Promise<Opened & { account: CustomerAccount }> {
  const onSale = await findPlanOnSale(core, planId);
  const account = await openAccount(core, payer);
  const history = await findSubscriptions(core.db.orm, account.customer_id);
  if (!history.every(isOver)) throw billingErrors.alreadySubscribed();
  return { account, ...(await openForCustomer(core, { payer, account, history, onSale })) };
}

/** A customer who was deleted at the provider is replaced. */
async function openForCustomer(core: BillingCore, order: Order): Promise<Opened> {
  try {
    return await openPage(core, order);
  } catch (error) {
    if (!isDomainError(error, billingErrors.customerMissing)) throw error;
    const account = await renewCustomer(core, order.payer, order.account);
    return openPage(core, { ...order, account });
  }
}

async function openPage(core: BillingCore, order: Order): Promise<Opened> {
  try {
    return await openAfter(core, order, order.account.checkout_id);
  } catch (error) {
    if (!isDomainError(error, billingErrors.inProgress)) throw error;
    // The key stands for a page of another plan, of a request at this moment or of one that was stopped before it
    // could keep its page. That page is followed by this one.
    const [other] = await core.gateway.findOpenCheckouts(order.account.customer_id);
    if (other === undefined) throw error;
    const { account, payer } = order;
    await core.db.scoped(scopeOf(payer), (tx) =>
      keepCheckout(tx, payer, { before: account.checkout_id, now: other.id }),
    );
    return openAfter(core, order, other.id);
  }
}

async function openAfter(core: BillingCore, order: Order, before: string | null): Promise<Opened> {
  const { account, history, onSale } = order;
  if (before !== null) await closePage(core, before, history);
  const page = await core.gateway.createCheckout({
    customerId: account.customer_id,
    priceId: onSale.priceId,
    trialDays: history.some(hasBegun) ? 0 : onSale.plan.trial_days,
    reference: account.id,
    successUrl: core.pages.success,
    cancelUrl: core.pages.cancel,
    idempotencyKey: `checkout:${account.customer_id}:after:${before ?? 'none'}`,
  });
  return { page, before };
}

/** A page that was paid a moment ago has begun a subscription of which no event may have come yet. */
async function closePage(core: BillingCore, id: string, history: readonly SubscriptionRow[]): Promise<void> {
  const { subscriptionId } = await core.gateway.closeCheckout(id);
  if (subscriptionId === null) return;
  const subscription = history.find((each) => each.id === subscriptionId);
  if (subscription === undefined || !isOver(subscription)) throw billingErrors.alreadySubscribed();
}

function hasBegun({ status }: SubscriptionRow): boolean {
  return status !== 'incomplete_expired';
}
