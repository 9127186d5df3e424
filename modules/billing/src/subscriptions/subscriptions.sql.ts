import type { Executor } from '@quartet/platform/database';
import { and, asc, desc, eq, getTableColumns, gt, notInArray, sql } from 'drizzle-orm';
import {
  type InvoiceRow,
  invoices,
  type SubscriptionItemRow,
  type SubscriptionRow,
  subscriptionItems,
  subscriptions,
} from '../schema.ts';
import { overStatuses } from './is-over.ts';

/** All of a customer, the newest first. */
export async function findSubscriptions(executor: Executor, customerId: string): Promise<SubscriptionRow[]> {
  return await executor
    .select()
    .from(subscriptions)
    .where(eq(subscriptions.customer_id, customerId))
    .orderBy(desc(subscriptions.created_at), desc(subscriptions.id));
}

/** A subscription, and what its plan gives at a moment. */
export type RunningSubscription = Omit<SubscriptionRow, 'access_until'> & {
  has_access: boolean;
  /** Nothing while no end is set. */
  access_ends_at: Date | null;
};

/** The one that a customer has: not over, one that gives access before others, the newest of several. */
export async function findRunning(
  executor: Executor,
  customerId: string,
  now: Date,
): Promise<RunningSubscription | undefined> {
  const { access_until, ...columns } = getTableColumns(subscriptions);
  const hasAccess = sql<boolean>`coalesce(${access_until} > ${now.toISOString()}, false)`;
  const [subscription] = await executor
    .select({
      ...columns,
      has_access: hasAccess,
      access_ends_at: sql<Date | null>`case when isfinite(${access_until}) then ${access_until} end`.mapWith(
        subscriptions.created_at,
      ),
    })
    .from(subscriptions)
    .where(and(eq(subscriptions.customer_id, customerId), notInArray(subscriptions.status, overStatuses)))
    .orderBy(desc(hasAccess), desc(subscriptions.created_at), desc(subscriptions.id))
    .limit(1);
  return subscription;
}

export async function findItems(executor: Executor, subscriptionId: string): Promise<SubscriptionItemRow[]> {
  return await executor
    .select()
    .from(subscriptionItems)
    .where(eq(subscriptionItems.subscription_id, subscriptionId))
    .orderBy(asc(subscriptionItems.position));
}

/** The newest invoice that was tried in vain and can still be paid. */
export async function findUnpaidInvoice(
  executor: Executor,
  subscriptionId: string,
): Promise<InvoiceRow | undefined> {
  const [invoice] = await executor
    .select()
    .from(invoices)
    .where(
      and(
        eq(invoices.subscription_id, subscriptionId),
        eq(invoices.status, 'open'),
        gt(invoices.attempt_count, 0),
        gt(invoices.amount_remaining_cents, 0),
      ),
    )
    .orderBy(desc(invoices.created_at), desc(invoices.id))
    .limit(1);
  return invoice;
}
