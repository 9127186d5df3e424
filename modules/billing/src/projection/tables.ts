/** The tables of the projection: what each row is found by, and what the provider's object says in it. */
export const tables = {
  customers: {
    key: 'id',
    columns: [
      'id',
      'email',
      'name',
      'currency',
      'default_payment_method_id',
      'is_delinquent',
      'is_deleted',
      'created_at',
      'test_clock_id',
    ],
  },
  subscriptions: {
    key: 'id',
    columns: [
      'id',
      'customer_id',
      'status',
      'collection_method',
      'currency',
      'current_period_start',
      'current_period_end',
      'trial_start',
      'trial_end',
      'cancel_at_period_end',
      'cancel_at',
      'canceled_at',
      'cancellation_reason',
      'ended_at',
      'is_collection_paused',
      'pending_update_expires_at',
      'latest_invoice_id',
      'default_payment_method_id',
      'access_until',
      'created_at',
      'test_clock_id',
    ],
  },
  invoices: {
    key: 'id',
    columns: [
      'id',
      'customer_id',
      'subscription_id',
      'number',
      'status',
      'billing_reason',
      'currency',
      'total_cents',
      'amount_due_cents',
      'amount_paid_cents',
      'amount_remaining_cents',
      'attempt_count',
      'next_payment_attempt_at',
      'due_at',
      'period_start',
      'period_end',
      'hosted_invoice_url',
      'invoice_pdf_url',
      'finalization_error',
      'created_at',
      'finalized_at',
      'paid_at',
      'voided_at',
      'uncollectible_at',
    ],
  },
  invoice_payments: {
    key: 'id',
    columns: ['id', 'invoice_id', 'status', 'amount_paid_cents', 'payment_intent_id', 'charge_id'],
  },
  checkout_sessions: {
    key: 'id',
    columns: [
      'id',
      'customer_id',
      'subscription_id',
      'client_reference_id',
      'mode',
      'status',
      'payment_status',
      'url',
      'created_at',
      'expires_at',
    ],
  },
  payment_methods: {
    key: 'id',
    columns: ['id', 'customer_id', 'type', 'card_brand', 'card_last4', 'card_exp_month', 'card_exp_year'],
  },
  charges: {
    key: 'id',
    columns: [
      'id',
      'customer_id',
      'payment_intent_id',
      'status',
      'currency',
      'amount_cents',
      'amount_refunded_cents',
      'is_disputed',
      'created_at',
    ],
  },
  disputes: {
    key: 'id',
    columns: [
      'id',
      'charge_id',
      'status',
      'reason',
      'currency',
      'amount_cents',
      'evidence_due_by',
      'created_at',
    ],
  },
  active_entitlements: { key: 'customer_id', columns: ['customer_id', 'features'] },
} as const;

/** Rows that belong to a row of another table: they are replaced as a whole, and have no time of their own. */
export const childTables = {
  subscription_items: {
    key: 'id',
    parent: 'subscription_id',
    columns: [
      'id',
      'subscription_id',
      'position',
      'plan_id',
      'price_id',
      'product_id',
      'quantity',
      'unit_amount_cents',
      'currency',
      'interval',
      'interval_count',
      'current_period_start',
      'current_period_end',
    ],
  },
} as const;

export type TableName = keyof typeof tables;
export type ChildTableName = keyof typeof childTables;

/** A value as JSON carries it; a moment is an ISO 8601 string, or `infinity`. */
type Value = string | number | boolean | null | readonly string[] | Date;

export type RowOf<Table extends TableName> = Readonly<
  Record<(typeof tables)[Table]['columns'][number], Value>
>;
export type ChildRowOf<Table extends ChildTableName> = Readonly<
  Record<(typeof childTables)[Table]['columns'][number], Value>
>;
