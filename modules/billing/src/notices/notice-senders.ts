import type { Outbox } from '@quartet/mail';
import type { Transaction } from '@quartet/platform/database';
import { type Effect, EffectNotSentError, type EffectSender } from '@quartet/webhooks';
import { z } from 'zod';
import type { NoticeKind } from '../projection/notice.ts';
import type { billingMails } from './mails.ts';
import { findCharge, findInvoice, findSubscription, type Payer } from './notices.sql.ts';

type BillingOutbox = Pick<Outbox<typeof billingMails>, 'enqueue'>;
type NewMail = Parameters<BillingOutbox['enqueue']>[1];

/** A mail that is to be written, but for whom it goes to. */
type Unaddressed<Each = NewMail> = Each extends NewMail ? Omit<Each, 'recipient'> : never;
/** What there is to say, from what is known by now; nothing where things have moved on since it was planned. */
type Write = (
  tx: Transaction,
  payload: Effect['payload'],
) => Promise<{ payer: Payer; mail: Unaddressed } | undefined>;

/**
 * What sends each kind of notice: it puts a mail into the outbox, with what the projection says by then.
 *
 * @example createWebhooks({ senders: noticeSenders({ mail }), … })
 */
export function noticeSenders({ mail }: { mail: BillingOutbox }): Record<NoticeKind, EffectSender> {
  const sender = (write: Write): EffectSender => ({
    guarantee: 'transactional',
    async send({ payload }, tx) {
      const letter = await write(tx, payload);
      // Whoever was deleted is not there any more to be told.
      if (letter === undefined || letter.payer.is_deleted) return;
      const { email: recipient } = letter.payer;
      if (recipient === null) throw new EffectNotSentError('The address of the customer is not known yet.');
      await mail.enqueue(tx, { ...letter.mail, recipient });
    },
  });
  return {
    receipt: sender(receipt),
    payment_failed: sender(paymentFailed),
    payment_action_required: sender(paymentActionRequired),
    trial_ending: sender(trialEnding),
    subscription_started: sender(subscriptionStarted),
    cancellation_scheduled: sender(cancellationScheduled),
    subscription_ended: sender(subscriptionEnded),
    refund: sender(refund),
  };
}

const receipt: Write = async (tx, payload) => {
  const invoice = await invoiceOf(tx, payload);
  const { amount_paid_cents: amount_cents, paid_at } = invoice;
  if (paid_at === null) return undefined;
  const values = { ...sayInvoice(invoice), amount_cents, paid_at: iso(paid_at) };
  return { payer: invoice, mail: { template: 'receipt', values } };
};

const paymentFailed: Write = async (tx, payload) => {
  const invoice = await invoiceOf(tx, payload);
  const next = invoice.next_payment_attempt_at;
  if (invoice.status !== 'open') return undefined;
  const values = { ...sayInvoice(invoice), next_attempt_at: next === null ? null : iso(next) };
  return { payer: invoice, mail: { template: 'payment_failed', values } };
};

const paymentActionRequired: Write = async (tx, payload) => {
  const invoice = await invoiceOf(tx, payload);
  if (invoice.status !== 'open') return undefined;
  return { payer: invoice, mail: { template: 'payment_action_required', values: sayInvoice(invoice) } };
};

const trialEnding: Write = async (tx, payload) => {
  const { plan_name, trial_end, status, ...payer } = await subscriptionOf(tx, payload);
  if (trial_end === null || status !== 'trialing') return undefined;
  return { payer, mail: { template: 'trial_ending', values: { plan_name, ends_at: iso(trial_end) } } };
};

const subscriptionStarted: Write = async (tx, payload) => {
  const { plan_name, ended_at, ...payer } = await subscriptionOf(tx, payload);
  if (ended_at !== null) return undefined;
  return { payer, mail: { template: 'subscription_started', values: { plan_name } } };
};

const cancellationScheduled: Write = async (tx, payload) => {
  const { plan_name, cancel_at, ended_at, ...payer } = await subscriptionOf(tx, payload);
  if (cancel_at === null || ended_at !== null) return undefined;
  const values = { plan_name, ends_at: iso(cancel_at) };
  return { payer, mail: { template: 'cancellation_scheduled', values } };
};

const subscriptionEnded: Write = async (tx, payload) => {
  const { plan_name, ended_at, ...payer } = await subscriptionOf(tx, payload);
  if (ended_at === null) return undefined;
  return { payer, mail: { template: 'subscription_ended', values: { plan_name, ended_at: iso(ended_at) } } };
};

const refund: Write = async (tx, payload) => {
  const { charge: id, refunded_cents } = refundPayload.parse(payload);
  const { currency, amount_cents, ...payer } = known(await findCharge(tx, id));
  return { payer, mail: { template: 'refund', values: { currency, amount_cents, refunded_cents } } };
};

const refundPayload = z.object({ charge: z.string(), refunded_cents: z.int() });

async function invoiceOf(tx: Transaction, payload: Effect['payload']) {
  const { invoice } = z.object({ invoice: z.string() }).parse(payload);
  return known(await findInvoice(tx, invoice));
}

async function subscriptionOf(tx: Transaction, payload: Effect['payload']) {
  const { subscription } = z.object({ subscription: z.string() }).parse(payload);
  return known(await findSubscription(tx, subscription));
}

function sayInvoice(invoice: Awaited<ReturnType<typeof invoiceOf>>) {
  const { amount_due_cents: amount_cents, currency, number, hosted_invoice_url: invoice_url } = invoice;
  return { amount_cents, currency, number, invoice_url };
}

function known<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new EffectNotSentError('What the notice is about is not known.');
  return row;
}

/** @param stored as PostgreSQL writes it */
function iso(stored: string): string {
  return new Date(stored).toISOString();
}
