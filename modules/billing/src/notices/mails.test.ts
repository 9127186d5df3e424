import { renderLetter, writeLetter } from '@quartet/mail';
import { describe, expect, it } from 'vitest';
import { billingMails } from './mails.ts';
import { money } from './wording.ts';

const context = { appUrl: 'https://app.example.com/', productName: 'Quartet' };
const invoice = {
  amount_cents: 7_900,
  currency: 'usd',
  number: 'A-0001',
  invoice_url: 'https://invoice.stripe.com/i/1',
};
const ends_at = '2026-03-31T10:00:00.000Z';

function textOf(template: keyof typeof billingMails, values: object): string {
  const { subject, text } = renderLetter(writeLetter(billingMails[template], values, context), context);
  return `${subject}\n${text}`;
}

describe('the mail of', () => {
  it('a receipt says what was paid, when, and where the invoice is', () => {
    const text = textOf('receipt', { ...invoice, paid_at: '2026-02-28T11:00:00.000Z' });
    expect(text).toContain('$79.00 on February 28, 2026');
    expect(text).toContain('A-0001');
    expect(text).toContain('https://invoice.stripe.com/i/1');
  });

  it('a failed payment says when the next attempt is, and where to pay', () => {
    const text = textOf('payment_failed', { ...invoice, next_attempt_at: '2026-03-03T11:00:00.000Z' });
    expect(text).toContain('We will try again on March 3, 2026.');
    expect(text).toContain('Pay now:\nhttps://invoice.stripe.com/i/1');
  });

  it('the last failed payment says that there is no next attempt', () => {
    expect(textOf('payment_failed', { ...invoice, next_attempt_at: null })).toContain('not try again');
  });

  it('an invoice without a page leads to the product', () => {
    const text = textOf('payment_action_required', { ...invoice, invoice_url: null });
    expect(text).toContain('https://app.example.com/billing');
  });

  it('a trial, a cancellation and an end name the plan and the day', () => {
    const values = { plan_name: 'Growth', ends_at };
    expect(textOf('trial_ending', values)).toMatch(/the plan Growth ends on March 31, 2026/);
    expect(textOf('cancellation_scheduled', values)).toMatch(/the plan Growth ends on March 31, 2026/);
    const ended = { plan_name: null, ended_at: ends_at };
    expect(textOf('subscription_ended', ended)).toContain('your plan ended on March 31, 2026');
  });

  it('a refund says how much of which payment', () => {
    const payment = { amount_cents: 7_900, currency: 'usd' };
    expect(textOf('refund', { ...payment, refunded_cents: 1_000 })).toContain('$10.00');
    expect(textOf('refund', { ...payment, refunded_cents: 7_900 })).toContain(
      'refunded your payment of $79.00',
    );
  });

  it('makes no link of the texts that others chose', () => {
    const text = textOf('receipt', { ...invoice, number: 'evil.example/a', paid_at: ends_at });
    expect(text).not.toContain('evil.example');
  });
});

it.each([
  [7_900, 'usd', '$79.00'],
  [7_900, 'jpy', '¥7,900'],
  [7_900, 'kwd', 'KWD 7.900'],
  [7_900, 'isk', 'ISK 79'],
])('%i of %s are %s', (cents, currency, text) => {
  expect(money(cents, currency).replaceAll('\u00a0', ' ')).toBe(text);
});
