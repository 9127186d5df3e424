import { id, timestamp } from '@quartet/platform/database';
import { bigint, boolean, customType, integer, pgTable, smallint, text } from 'drizzle-orm/pg-core';

export const plans = pgTable('plans', {
  id: text().primaryKey(),
  name: text().notNull(),
  position: smallint().notNull(),
  price_cents: integer().notNull(),
  currency: text().notNull(),
  interval: text().$type<'month' | 'year'>().notNull(),
  trial_days: smallint().notNull(),
});

export const planFeatures = pgTable('plan_features', {
  plan_id: text().notNull(),
  feature: text().notNull(),
  position: smallint().notNull(),
  description: text().notNull(),
  quota: integer(),
});

export const billingAccounts = pgTable('billing_accounts', {
  id: id('billing').primaryKey(),
  user_id: id('user'),
  team_id: id('team'),
  livemode: boolean().notNull(),
  customer_id: text(),
  checkout_id: text(),
  sent_email: text(),
  sent_name: text(),
  had_subscription: boolean().notNull().default(false),
  created_at: timestamp().notNull(),
});

export const liveMode = pgTable('live_mode', {
  is_entered: boolean().primaryKey().default(true),
  entered_at: timestamp().notNull(),
});

/** A moment or `infinity`, which no `Date` can say: text as PostgreSQL writes it. */
const momentOrInfinity = customType<{ data: string }>({ dataType: () => 'timestamp with time zone' });

/** The tables of the projection that are read here; the projector writes them. */
export const subscriptions = pgTable('subscriptions', {
  id: text().primaryKey(),
  customer_id: text().notNull(),
  status: text().$type<SubscriptionStatus>().notNull(),
  collection_method: text().notNull(),
  currency: text(),
  current_period_start: timestamp(),
  current_period_end: timestamp(),
  trial_start: timestamp(),
  trial_end: timestamp(),
  cancel_at_period_end: boolean().notNull(),
  cancel_at: timestamp(),
  canceled_at: timestamp(),
  cancellation_reason: text(),
  ended_at: timestamp(),
  is_collection_paused: boolean().notNull(),
  pending_update_expires_at: timestamp(),
  latest_invoice_id: text(),
  default_payment_method_id: text(),
  access_until: momentOrInfinity(),
  created_at: timestamp().notNull(),
  as_of: timestamp().notNull(),
  is_provisional: boolean().notNull(),
  livemode: boolean().notNull(),
  test_clock_id: text(),
});

export const subscriptionItems = pgTable('subscription_items', {
  id: text().primaryKey(),
  subscription_id: text().notNull(),
  position: smallint().notNull(),
  plan_id: text(),
  price_id: text().notNull(),
  product_id: text(),
  quantity: integer().notNull(),
  unit_amount_cents: bigint({ mode: 'number' }),
  currency: text(),
  interval: text(),
  interval_count: integer(),
  current_period_start: timestamp(),
  current_period_end: timestamp(),
});

export const invoices = pgTable('invoices', {
  id: text().primaryKey(),
  customer_id: text(),
  subscription_id: text(),
  number: text(),
  status: text().$type<IssuedStatus | 'draft' | 'deleted'>().notNull(),
  billing_reason: text(),
  currency: text().notNull(),
  total_cents: bigint({ mode: 'number' }).notNull(),
  amount_due_cents: bigint({ mode: 'number' }).notNull(),
  amount_paid_cents: bigint({ mode: 'number' }).notNull(),
  amount_remaining_cents: bigint({ mode: 'number' }).notNull(),
  attempt_count: integer().notNull(),
  next_payment_attempt_at: timestamp(),
  due_at: timestamp(),
  period_start: timestamp(),
  period_end: timestamp(),
  hosted_invoice_url: text(),
  invoice_pdf_url: text(),
  finalization_error: text(),
  created_at: timestamp().notNull(),
  finalized_at: timestamp(),
  paid_at: timestamp(),
  voided_at: timestamp(),
  uncollectible_at: timestamp(),
  as_of: timestamp().notNull(),
  is_provisional: boolean().notNull(),
  livemode: boolean().notNull(),
});

/** https://docs.stripe.com/api/subscriptions/object#subscription_object-status */
export const subscriptionStatuses = [
  'incomplete',
  'incomplete_expired',
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
  'canceled',
] as const;
export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

/** Of invoices that are no drafts any more: https://docs.stripe.com/api/invoices/object#invoice_object-status. */
export const issuedStatuses = ['open', 'paid', 'uncollectible', 'void'] as const;
export type IssuedStatus = (typeof issuedStatuses)[number];

export type PlanRow = typeof plans.$inferSelect;
export type PlanFeatureRow = typeof planFeatures.$inferSelect;
export type BillingAccount = typeof billingAccounts.$inferSelect;
export type SubscriptionRow = typeof subscriptions.$inferSelect;
export type SubscriptionItemRow = typeof subscriptionItems.$inferSelect;
export type InvoiceRow = typeof invoices.$inferSelect;
