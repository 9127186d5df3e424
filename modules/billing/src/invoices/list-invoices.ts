import { decodeCursor, type Page, type PageRequest, pageFrom } from '@quartet/platform/contract';
import type { z } from 'zod';
import { findAccount } from '../accounts/accounts.sql.ts';
import { type Asked, payerOf, scopeOf } from '../accounts/payer.ts';
import type { invoiceSchema } from '../contract.ts';
import type { BillingCore } from '../core.ts';
import { findInvoices, type IssuedInvoice } from './invoices.sql.ts';

type PresentedInvoice = z.input<typeof invoiceSchema>;

/** Invoices of somebody, or of a team, the newest first. */
export async function listInvoices(
  core: BillingCore,
  { limit, cursor, ...asked }: Asked & PageRequest,
): Promise<Page<PresentedInvoice>> {
  const payer = await payerOf(core, asked, 'admin');
  const [past] = decodeCursor(cursor, 1) ?? [];
  const rows = await core.db.scoped(scopeOf(payer), async (tx) => {
    const account = await findAccount(tx, payer);
    if (!account?.customer_id) return [];
    return findInvoices(tx, account.customer_id, { past, count: limit + 1 });
  });
  const { items, nextCursor } = pageFrom(rows, limit, (invoice) => [invoice.id]);
  return { items: items.map(presentInvoice), next_cursor: nextCursor };
}

function presentInvoice(invoice: IssuedInvoice): PresentedInvoice {
  return {
    id: invoice.id,
    number: invoice.number,
    status: invoice.status,
    currency: invoice.currency,
    total_cents: invoice.total_cents,
    amount_paid_cents: invoice.amount_paid_cents,
    amount_due_cents: invoice.amount_remaining_cents,
    period_start: moment(invoice.period_start),
    period_end: moment(invoice.period_end),
    created_at: invoice.created_at.toISOString(),
    paid_at: moment(invoice.paid_at),
    url: invoice.hosted_invoice_url,
    pdf_url: invoice.invoice_pdf_url,
  };
}

function moment(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
