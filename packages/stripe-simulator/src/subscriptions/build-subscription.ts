import { wholeList } from '../http/list.ts';
import { mergeMetadata } from '../http/params.ts';
import type { World } from '../world/create-world.ts';
import type { Subscription, SubscriptionItem } from '../world/wire.ts';
import type { SubscriptionWanted } from './subscription-params.ts';

/** A subscription as it begins: in its trial, until the caller says otherwise. */
export function buildSubscription(
  world: World,
  wanted: SubscriptionWanted,
  parts: {
    id: string;
    items: SubscriptionItem[];
    now: number;
    anchor: number;
    trialEnd: number | null;
    testClock: string | null;
  },
): Subscription {
  const { id, items, now, trialEnd } = parts;
  const { default_payment_method: method = null, cancel_at_period_end = false } = wanted;
  if (method) world.store.paymentMethods.get(method, 'default_payment_method');
  const list = wholeList(items, `/v1/subscription_items?subscription=${id}`);
  const end = items[0]?.current_period_end ?? null;
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: parts.anchor,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: null, type: wanted.billing_mode?.type ?? 'flexible' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: cancel_at_period_end ? end : (wanted.cancel_at ?? null),
    cancel_at_period_end,
    canceled_at: cancel_at_period_end ? now : null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: wanted.collection_method ?? 'charge_automatically',
    created: now,
    currency: items[0]?.price.currency ?? 'usd',
    customer: wanted.customer,
    customer_account: null,
    days_until_due: wanted.days_until_due ?? null,
    default_payment_method: method,
    default_source: null,
    default_tax_rates: [],
    description: wanted.description ?? null,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: list,
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: mergeMetadata({}, wanted.metadata),
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: wanted.payment_settings?.payment_method_types ?? null,
      save_default_payment_method: wanted.payment_settings?.save_default_payment_method ?? 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: 'trialing',
    test_clock: parts.testClock,
    transfer_data: null,
    trial_end: trialEnd,
    trial_settings: trialSettingsOf(wanted.trial_settings),
    trial_start: trialEnd === null ? null : now,
  };
}

/** What happens at a trial's end without a payment method. */
export function trialSettingsOf(
  wanted: SubscriptionWanted['trial_settings'],
): Subscription['trial_settings'] {
  const { missing_payment_method = 'create_invoice' } = wanted?.end_behavior ?? {};
  return { end_behavior: { billing_cycle_anchor: null, missing_payment_method } };
}
