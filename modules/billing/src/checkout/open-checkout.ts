import { randomUUID } from 'node:crypto';
import { doneBy } from '@quartet/audit';
import type { RequestOrigin } from '@quartet/platform/contract';
import { isDomainError } from '@quartet/platform/errors';
import { findAccount, keepCheckout } from '../accounts/accounts.sql.ts';
import { carryContact } from '../accounts/carry-contact.ts';
import { type CustomerAccount, openAccount, renewCustomer } from '../accounts/open-account.ts';
import { type Asked, type Payer, payerOf, scopeOf } from '../accounts/payer.ts';
import type { BillingCore } from '../core.ts';
import { billingErrors } from '../errors.ts';
import type { CheckoutPage } from '../gateway/gateway.ts';
import { MAX_KEYS } from '../gateway/max-keys.ts';
import { SpentKeyError } from '../gateway/spent-key-error.ts';
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
 * Requests at once get one page, by the provider's idempotency; where two were made all the same, the one that is
 * kept first stays.
 *
 * @throws `unknown_plan`, `already_subscribed`, `billing_in_progress`, `billing_unavailable`
 */
export async function openCheckout(
  core: BillingCore,
  { origin, plan_id, ...asked }: Asked & { plan_id: string; origin: RequestOrigin },
): Promise<{ checkout: PresentedCheckout }> {
  const payer = await payerOf(core, asked, 'admin');
  const { account, page, before } = await repeatable(core.db, () => buy(core, payer, plan_id));
  const isPayersPage = await core.db.scoped(scopeOf(payer), async (tx) => {
    const isFirst = await keepCheckout(tx, payer, { before, now: page.id });
    // A request at the same moment may have kept this very page: it is the answer to both, and both are audited.
    if (!isFirst && (await findAccount(tx, payer))?.checkout_id !== page.id) return false;
    await core.audit.record(tx, {
      action: 'billing.checkout_opened',
      ...doneBy(payer.caller),
      target: { kind: 'billing_account', id: account.id },
      after: { plan_id, checkout_id: page.id, team_id: payer.team?.id ?? null },
      requestId: origin.requestId,
    });
    return true;
  });
  if (!isPayersPage) {
    await core.gateway.closeCheckout(page.id);
    throw billingErrors.inProgress();
  }
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
  await carryContact(core, payer, account);
  return { account, ...(await openForCustomer(core, { payer, account, history, onSale })) };
}

/** A customer who was deleted at the provider is replaced. */
async function openForCustomer(core: BillingCore, order: Order): Promise<Opened> {
  try {
    return await openPage(core, order);
  } catch (error) {
    if (!isDomainError(error, billingErrors.customerMissing)) throw error;
    const account = await renewCustomer(core, order.payer, order.account);
    await carryContact(core, order.payer, account);
    return openPage(core, { ...order, account });
  }
}

/**
 * The key of a page names the page before it. A key that is spent stands for a page of another plan, of a request
 * at this moment, or of one that was stopped before it could keep its page: that page is followed by this one. Where
 * it stands for no page, as after a failure at the provider, the next key is tried. The last key is random: whoever is
 * stopped before keeping its page leaves one that the next request finds as the newest, behind the spent keys.
 */
async function openPage(core: BillingCore, order: Order): Promise<Opened> {
  let before = order.account.checkout_id;
  let attempt = 1;
  for (let keysLeft = MAX_KEYS; ; keysLeft -= 1) {
    try {
      return await openAfter(core, order, { before, suffix: keysLeft === 1 ? randomUUID() : `${attempt}` });
    } catch (error) {
      if (!(error instanceof SpentKeyError)) throw error;
      if (keysLeft === 1) throw error.domainError;
    }
    const newest = await core.gateway.findNewestCheckout(order.account.customer_id);
    if (newest === undefined || newest.id === before) attempt += 1;
    else {
      await keepPage(core, order.payer, { before, now: newest.id });
      before = newest.id;
      attempt = 1;
    }
  }
}

function keepPage(core: BillingCore, payer: Payer, pages: { before: string | null; now: string }) {
  return core.db.scoped(scopeOf(payer), (tx) => keepCheckout(tx, payer, pages));
}

async function openAfter(
  core: BillingCore,
  { account, history, onSale }: Order,
  { before, suffix }: { before: string | null; suffix: string },
): Promise<Opened> {
  if (before !== null) await closePage(core, before, history);
  const page = await core.gateway.createCheckout({
    customerId: account.customer_id,
    priceId: onSale.priceId,
    trialDays: account.had_subscription || history.some(hasBegun) ? 0 : onSale.plan.trial_days,
    reference: account.id,
    successUrl: core.pages.success,
    cancelUrl: core.pages.cancel,
    idempotencyKey: `checkout:${account.customer_id}:after:${before ?? 'none'}:${suffix}`,
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
