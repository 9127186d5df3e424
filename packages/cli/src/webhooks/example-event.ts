import { createHmac, randomBytes } from 'node:crypto';

/** What an event of a type is about: https://docs.stripe.com/api/events/types. */
const OBJECTS: readonly [typePrefix: string, object: string, idPrefix: string][] = [
  ['checkout.session.', 'checkout.session', 'cs_test'],
  ['customer.subscription.', 'subscription', 'sub'],
  ['customer.', 'customer', 'cus'],
  ['invoice_payment.', 'invoice_payment', 'inpay'],
  ['invoice.', 'invoice', 'in'],
  ['payment_method.', 'payment_method', 'pm'],
  ['charge.dispute.', 'dispute', 'du'],
  ['charge.', 'charge', 'ch'],
];

/** A snapshot event as far as it is written here. */
export interface ExampleEvent {
  id: string;
  object: 'event';
  type: string;
  created: number;
  data: { object: Record<string, unknown> };
  api_version: string;
  livemode: false;
  pending_webhooks: number;
  request: { id: null; idempotency_key: null };
}

/**
 * An event of Stripe for trying out, about an object that Stripe does not know unless `fields` name one.
 *
 * @param now seconds of Unix time.
 */
export function exampleEvent(type: string, fields: Record<string, unknown>, now: number): ExampleEvent {
  const [, object, prefix] = OBJECTS.find(([start]) => type.startsWith(start)) ?? [
    '',
    type.split('.')[0],
    'obj',
  ];
  return {
    id: newId('evt'),
    object: 'event',
    type,
    created: now,
    data: { object: { id: newId(prefix), object, created: now, livemode: false, ...fields } },
    api_version: '2026-10-28.endive',
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
  };
}

/** The `Stripe-Signature` of a body: https://docs.stripe.com/webhooks#verify-manually. */
export function signatureOf(body: string, secret: string, now: number): string {
  return `t=${now},v1=${createHmac('sha256', secret).update(`${now}.${body}`).digest('hex')}`;
}

function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}
