import { wholeList } from '../http/list.ts';
import type { World } from '../world/create-world.ts';
import type { Customer, Invoice, InvoiceLine, Subscription } from '../world/wire.ts';

export interface InvoiceWanted {
  /** Where the subscription had to name its first invoice before there was one. */
  id?: string;
  customer: Customer;
  subscription?: Subscription;
  billingReason: NonNullable<Invoice['billing_reason']>;
  lines: InvoiceLine[];
  period: { start: number; end: number };
  fields?: Partial<Invoice>;
}

/** A draft of an invoice, not yet part of the account: also what a preview shows. */
export function buildInvoice(world: World, id: string, wanted: InvoiceWanted): Invoice {
  const { customer, subscription, lines, period } = wanted;
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  const { startingBalance, amountDue } = afterBalance(total, customer.balance);
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Simulated account',
    account_tax_ids: null,
    amount_due: amountDue,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: amountDue,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: wanted.billingReason,
    collection_method: subscription?.collection_method ?? 'charge_automatically',
    created: world.timelineOf(customer.id).now(),
    currency: lines[0]?.currency ?? customer.currency ?? 'usd',
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: customer.tax_exempt ?? 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: wholeList(
      lines.map((line) => ({ ...line, invoice: id })),
      `/v1/invoices/${id}/lines`,
    ),
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: subscription ? parentOf(subscription) : null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: period.end,
    period_start: period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: startingBalance,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: total,
    subtotal_excluding_tax: total,
    test_clock: customer.test_clock ?? null,
    total,
    total_discount_amounts: [],
    total_excluding_tax: total,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
    ...wanted.fields,
  };
}

/**
 * What a customer's balance (negative: credit) leaves to pay of a total, and the balance after it:
 * https://docs.stripe.com/billing/customer/balance.
 */
export function afterBalance(total: number, balance: number) {
  const owed = total + balance;
  const amountDue = Math.max(0, owed);
  return { startingBalance: balance, endingBalance: owed - amountDue, amountDue };
}

function parentOf({ id, metadata }: Subscription): Invoice['parent'] {
  return {
    quote_details: null,
    subscription_details: { metadata, subscription: id },
    type: 'subscription_details',
  };
}
