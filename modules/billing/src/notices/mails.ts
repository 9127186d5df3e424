import { defineMail, foreignText, type LetterContext } from '@quartet/mail';
import { z } from 'zod';
import { billingPages } from '../pages.ts';
import { day, money } from './wording.ts';

const moment = z.iso.datetime();
const amount = { amount_cents: z.int(), currency: z.string() };
const invoice = {
  ...amount,
  number: z.string().nullable(),
  /** The provider's page of the invoice. */
  invoice_url: z.url().nullable(),
};
/** The name of what is subscribed to, as our catalogue has it. */
const plan = { plan_name: z.string().nullable() };

/** What billing mails to whoever pays, from an outbox of its own. */
export const billingMails = {
  receipt: defineMail(z.strictObject({ ...invoice, paid_at: moment }), (values, context) => ({
    subject: `Receipt: ${money(values.amount_cents, values.currency)} for ${context.productName}`,
    paragraphs: [
      `We received your payment of ${money(values.amount_cents, values.currency)} on ${day(values.paid_at)}. Thank you.`,
      ...numberOf(values),
    ],
    action: invoiceAction(values, context, 'See the invoice'),
    note: 'Keep this mail for your books.',
  })),

  payment_failed: defineMail(
    z.strictObject({ ...invoice, next_attempt_at: moment.nullable() }),
    (values, context) => ({
      subject: `Your payment of ${money(values.amount_cents, values.currency)} failed`,
      paragraphs: [
        `We could not collect ${money(values.amount_cents, values.currency)} for ${context.productName} by the payment method that we have from you.`,
        values.next_attempt_at === null
          ? 'We will not try again by ourselves.'
          : `We will try again on ${day(values.next_attempt_at)}.`,
        'You can pay now, with another card if you like.',
        ...numberOf(values),
      ],
      action: invoiceAction(values, context, 'Pay now'),
      note: 'If you have paid meanwhile, there is nothing left to do.',
    }),
  ),

  payment_action_required: defineMail(z.strictObject(invoice), (values, context) => ({
    subject: `Please confirm your payment of ${money(values.amount_cents, values.currency)}`,
    paragraphs: [
      `Your bank asks you to confirm the payment of ${money(values.amount_cents, values.currency)} for ${context.productName}. It is not paid until you do.`,
      ...numberOf(values),
    ],
    action: invoiceAction(values, context, 'Confirm the payment'),
    note: 'If you have confirmed it already, there is nothing left to do.',
  })),

  trial_ending: defineMail(z.strictObject({ ...plan, ends_at: moment }), (values, context) => ({
    subject: `Your trial of ${context.productName} ends on ${day(values.ends_at)}`,
    paragraphs: [
      `Your trial of ${planOf(values)} ends on ${day(values.ends_at)}. Then the first payment is due.`,
      'If you do not want to go on, cancel before that day, and nothing is charged.',
    ],
    action: billingAction(context, 'See your subscription'),
    note: 'To go on, you need to do nothing.',
  })),

  subscription_started: defineMail(z.strictObject(plan), (values, context) => ({
    subject: `Your subscription to ${context.productName} has started`,
    paragraphs: [`Welcome to ${planOf(values)}. Everything that it gives is yours to use now.`],
    action: billingAction(context, 'See your subscription'),
    note: 'You can change or cancel it there at any time.',
  })),

  cancellation_scheduled: defineMail(z.strictObject({ ...plan, ends_at: moment }), (values, context) => ({
    subject: `Your subscription to ${context.productName} ends on ${day(values.ends_at)}`,
    paragraphs: [
      `As you wished, your subscription to ${planOf(values)} ends on ${day(values.ends_at)}. Until then everything stays as it is.`,
      'If you change your mind, you can resume it until that day.',
    ],
    action: billingAction(context, 'Resume the subscription'),
    note: 'To let it end, you need to do nothing.',
  })),

  subscription_ended: defineMail(z.strictObject({ ...plan, ended_at: moment }), (values, context) => ({
    subject: `Your subscription to ${context.productName} has ended`,
    paragraphs: [
      `Your subscription to ${planOf(values)} ended on ${day(values.ended_at)}. Nothing more will be charged for it.`,
      'You are welcome back whenever you like.',
    ],
    action: billingAction(context, 'See the plans'),
    note: 'Invoices that are still open stay open.',
  })),

  refund: defineMail(
    z.strictObject({ ...amount, refunded_cents: z.int() }),
    ({ amount_cents, refunded_cents, currency }, context) => ({
      subject: `Your refund from ${context.productName}`,
      paragraphs: [
        refunded_cents === amount_cents
          ? `We have refunded your payment of ${money(amount_cents, currency)}.`
          : `Of your payment of ${money(amount_cents, currency)}, ${money(refunded_cents, currency)} have now been refunded.`,
        'It may take your bank some days to show it.',
      ],
      action: billingAction(context, 'See your invoices'),
      note: 'The money goes back to where it came from.',
    }),
  ),
};

function numberOf({ number }: { number: string | null }): string[] {
  return number === null ? [] : [`Invoice ${foreignText(number)}`];
}

function planOf({ plan_name }: { plan_name: string | null }): string {
  return plan_name === null ? 'your plan' : `the plan ${foreignText(plan_name)}`;
}

function invoiceAction(
  { invoice_url }: { invoice_url: string | null },
  context: LetterContext,
  label: string,
) {
  return invoice_url === null ? billingAction(context, label) : { label, url: invoice_url };
}

function billingAction({ appUrl }: LetterContext, label: string) {
  return { label, url: `${appUrl.replace(/\/$/, '')}${billingPages.billing}` };
}
