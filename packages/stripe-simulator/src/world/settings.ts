/** What a failed renewal leads to when all retries failed: https://docs.stripe.com/billing/revenue-recovery/smart-retries. */
export type AfterLastRetry = 'cancel' | 'mark_unpaid' | 'leave_past_due';

export interface Settings {
  /** The same seed and the same calls give the same ids and the same faults. */
  seed: string;
  secretKey: string;
  /** Where people reach the hosted pages; ends without a slash. */
  publicUrl: () => string;
  /** Days after a failed attempt until each retry of an invoice. */
  retryDays: readonly number[];
  afterLastRetry: AfterLastRetry;
  /** Days before a renewal that `invoice.upcoming` is sent. */
  upcomingInvoiceDays: number;
}
