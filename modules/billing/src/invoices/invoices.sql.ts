import type { Executor } from '@quartet/platform/database';
import { and, desc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import { type InvoiceRow, type IssuedStatus, invoices, issuedStatuses } from '../schema.ts';

/** An invoice that is no draft any more. */
export type IssuedInvoice = InvoiceRow & { status: IssuedStatus };

/** A customer's invoices, the newest first, behind the invoice `past`. */
export async function findInvoices(
  executor: Executor,
  customerId: string,
  { past, count }: { past: string | undefined; count: number },
): Promise<IssuedInvoice[]> {
  const isPast = sql`(${invoices.created_at}, ${invoices.id}) < (
    select created_at, id from invoices as last where last.id = ${past} and last.customer_id = ${customerId})`;
  return await executor
    .select({ ...getTableColumns(invoices), status: sql<IssuedStatus>`${invoices.status}` })
    .from(invoices)
    .where(
      and(
        eq(invoices.customer_id, customerId),
        inArray(invoices.status, [...issuedStatuses]),
        past === undefined ? undefined : isPast,
      ),
    )
    .orderBy(desc(invoices.created_at), desc(invoices.id))
    .limit(count);
}
