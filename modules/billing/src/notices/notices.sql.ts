import type { Transaction } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { SubscriptionStatus } from '../schema.ts';

/** Whom a notice goes to: nothing is known of a customer whose events are still to come. Times are as PostgreSQL writes them. */
export type Payer = { email: string | null; is_deleted: boolean | null };

type NoticedInvoice = Payer & {
  status: string;
  currency: string;
  amount_due_cents: number;
  amount_paid_cents: number;
  number: string | null;
  hosted_invoice_url: string | null;
  next_payment_attempt_at: string | null;
  paid_at: string | null;
};

type NoticedSubscription = Payer & {
  status: SubscriptionStatus;
  plan_name: string | null;
  trial_end: string | null;
  cancel_at: string | null;
  ended_at: string | null;
};

type NoticedCharge = Payer & { currency: string; amount_cents: number };

export async function findInvoice(tx: Transaction, id: string): Promise<NoticedInvoice | undefined> {
  const { rows } = await tx.execute<NoticedInvoice>(sql`
    select email, is_deleted, status, invoices.currency, amount_due_cents::float8, amount_paid_cents::float8, number,
           hosted_invoice_url, next_payment_attempt_at, paid_at
      from invoices left join customers on customers.id = customer_id where invoices.id = ${id}`);
  return rows[0];
}

export async function findSubscription(
  tx: Transaction,
  id: string,
): Promise<NoticedSubscription | undefined> {
  const { rows } = await tx.execute<NoticedSubscription>(sql`
    select email, is_deleted, status, trial_end, cancel_at, ended_at,
           (select plans.name from subscription_items items join plans on plans.id = items.plan_id
             where items.subscription_id = subscriptions.id order by items.position limit 1) as plan_name
      from subscriptions left join customers on customers.id = customer_id where subscriptions.id = ${id}`);
  return rows[0];
}

export async function findCharge(tx: Transaction, id: string): Promise<NoticedCharge | undefined> {
  const { rows } = await tx.execute<NoticedCharge>(sql`
    select email, is_deleted, charges.currency, amount_cents::float8
      from charges left join customers on customers.id = customer_id where charges.id = ${id}`);
  return rows[0];
}
