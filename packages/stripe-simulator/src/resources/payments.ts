import { z } from 'zod';
import { flag, isWithin, range, text } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import { payInvoice } from '../invoices/pay-invoice.ts';
import { takeMethod } from '../payments/own-method.ts';
import { ApiError, cardError } from '../world/api-error.ts';

/** What payments leave behind, to be read; and confirmation, as Stripe.js does it for an incomplete invoice. */
export const paymentRoutes: ApiRoute[] = [
  operation('GET', '/v1/payment_intents/:id', { client_secret: text.exactOptional() }, ({ world, id }) =>
    world.store.paymentIntents.get(id),
  ),
  operation(
    'POST',
    '/v1/payment_intents/:id/confirm',
    { off_session: flag.exactOptional(), payment_method: text, return_url: text.exactOptional() },
    ({ world, id, params }) => {
      const { status } = world.store.paymentIntents.get(id);
      const payment = world.store.invoicePayments.list().find((one) => one.payment.payment_intent === id);
      if (status !== 'requires_payment_method' || !payment) {
        throw new ApiError(400, {
          type: 'invalid_request_error',
          code: 'payment_intent_unexpected_state',
          message: `You cannot confirm this PaymentIntent because it has a status of ${status}.`,
        });
      }
      const method = takeMethod(world, params.payment_method, 'payment_method');
      if (payInvoice(world, payment.invoice, { method }) === 'failed') {
        const intent = world.store.paymentIntents.get(id);
        throw cardError({
          code: 'card_declined',
          decline_code: intent.last_payment_error?.decline_code ?? 'generic_decline',
          message: 'Your card was declined.',
          payment_intent: intent,
        });
      }
      return world.store.paymentIntents.get(id);
    },
  ),
  listing(
    '/v1/payment_intents',
    { customer: text.exactOptional() },
    ({ world: { store }, params: { customer } }) =>
      customer ? store.paymentIntents.of(customer) : store.paymentIntents.list(),
  ),
  operation('GET', '/v1/charges/:id', {}, ({ world, id }) => world.store.charges.get(id)),
  listing(
    '/v1/charges',
    { created: range.exactOptional(), customer: text.exactOptional(), payment_intent: text.exactOptional() },
    ({ world: { store }, params: { created, customer, payment_intent } }) =>
      (payment_intent ? store.charges.of(payment_intent) : store.charges.list()).filter(
        (charge) => (!customer || charge.customer === customer) && isWithin(charge.created, created),
      ),
  ),
  operation('GET', '/v1/invoice_payments/:id', {}, ({ world, id }) => world.store.invoicePayments.get(id)),
  listing(
    '/v1/invoice_payments',
    {
      created: range.exactOptional(),
      invoice: text.exactOptional(),
      payment: z.strictObject({ type: z.literal('payment_intent'), payment_intent: text }).exactOptional(),
      status: text.exactOptional(),
    },
    ({ world: { store }, params: { created, invoice, payment, status } }) =>
      (invoice ? store.invoicePayments.of(invoice) : store.invoicePayments.list()).filter(
        (one) =>
          isWithin(one.created, created) &&
          (!payment || one.payment.payment_intent === payment.payment_intent) &&
          (!status || one.status === status),
      ),
  ),
];
