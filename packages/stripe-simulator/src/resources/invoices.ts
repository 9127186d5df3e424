import { z } from 'zod';
import { flag, integer, isWithin, mergeMetadata, metadata, range, text } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import { scheduleAdvance } from '../invoices/advance-invoice.ts';
import { createInvoice } from '../invoices/create-invoice.ts';
import { finalizeInvoice } from '../invoices/finalize-invoice.ts';
import { markPaid } from '../invoices/mark-paid.ts';
import { intentOf, payInvoice } from '../invoices/pay-invoice.ts';
import { markUncollectible, voidInvoice } from '../invoices/void-invoice.ts';
import { takeMethod } from '../payments/own-method.ts';
import { ApiError, cardError, invalidRequest } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import { previewRoute } from './invoice-preview.ts';

const changeable = {
  auto_advance: flag.exactOptional(),
  default_payment_method: text.exactOptional(),
  description: text.exactOptional(),
  footer: text.exactOptional(),
  metadata: metadata.exactOptional(),
};

/** https://docs.stripe.com/api/invoices */
export const invoiceRoutes: ApiRoute[] = [
  previewRoute,
  operation(
    'POST',
    '/v1/invoices',
    {
      ...changeable,
      collection_method: z.enum(['charge_automatically', 'send_invoice']).exactOptional(),
      customer: text,
      days_until_due: integer.exactOptional(),
      due_date: integer.exactOptional(),
      pending_invoice_items_behavior: z.enum(['include', 'exclude']).exactOptional(),
    },
    ({ world, params }) => {
      const { customer: id, auto_advance = false, metadata, days_until_due: _, ...rest } = params;
      const { pending_invoice_items_behavior: _behavior, ...fields } = rest;
      const customer = world.store.customers.get(id, 'customer');
      const now = world.timelineOf(id).now();
      const invoice = createInvoice(world, {
        customer,
        billingReason: 'manual',
        lines: [],
        period: { start: now, end: now },
        fields: { ...fields, auto_advance, metadata: mergeMetadata({}, metadata) },
      });
      if (auto_advance) scheduleAdvance(world, invoice);
      return world.store.invoices.get(invoice.id);
    },
  ),
  operation('GET', '/v1/invoices/:id', {}, ({ world, id }) => world.store.invoices.get(id)),
  operation('POST', '/v1/invoices/:id', changeable, ({ world, params: { metadata, ...rest }, id }) => {
    const before = world.store.invoices.get(id);
    const patch = { ...rest, metadata: mergeMetadata(before.metadata ?? {}, metadata) };
    return world.change(world.store.invoices, id, patch, 'invoice.updated');
  }),
  operation('DELETE', '/v1/invoices/:id', {}, ({ world, id }) => {
    const invoice = world.store.invoices.get(id);
    if (invoice.status !== 'draft' || invoice.parent) {
      throw invalidRequest('You can only delete draft invoices that were created by hand.');
    }
    world.store.invoices.remove(id);
    world.emit('invoice.deleted', invoice);
    return { id, object: 'invoice', deleted: true };
  }),
  operation('POST', '/v1/invoices/:id/finalize', { auto_advance: flag.exactOptional() }, ({ world, id }) =>
    finalizeInvoice(world, id),
  ),
  operation(
    'POST',
    '/v1/invoices/:id/pay',
    {
      off_session: flag.exactOptional(),
      paid_out_of_band: flag.exactOptional(),
      payment_method: text.exactOptional(),
    },
    ({ world, id, params }) => {
      const { status } = world.store.invoices.get(id);
      if (status === 'draft') finalizeInvoice(world, id);
      else if (status === 'paid') throw invalidRequest('Invoice is already paid');
      else if (status === 'void') throw invalidRequest('Invoice is voided and can no longer be paid.');
      if (params.paid_out_of_band) return markPaid(world, id);
      if (world.store.invoices.get(id).status === 'paid') return world.store.invoices.get(id);
      return payByHand(world, id, params.payment_method);
    },
  ),
  operation('POST', '/v1/invoices/:id/void', {}, ({ world, id }) => voidInvoice(world, id)),
  operation('POST', '/v1/invoices/:id/mark_uncollectible', {}, ({ world, id }) =>
    markUncollectible(world, id),
  ),
  operation('POST', '/v1/invoices/:id/send', {}, ({ world, id }) => {
    if (world.store.invoices.get(id).status === 'draft') finalizeInvoice(world, id);
    const sent = world.store.invoices.get(id);
    world.emit('invoice.sent', sent);
    return sent;
  }),
  listing('/v1/invoices/:id/lines', {}, ({ world, id }) => world.store.invoices.get(id).lines.data),
  listing(
    '/v1/invoices',
    {
      collection_method: text.exactOptional(),
      created: range.exactOptional(),
      customer: text.exactOptional(),
      status: text.exactOptional(),
      subscription: text.exactOptional(),
    },
    ({ world: { store }, params: { created, customer, status, subscription, collection_method } }) =>
      (customer ? store.invoices.of(customer) : store.invoices.list()).filter(
        (invoice) =>
          isWithin(invoice.created, created) &&
          (!status || invoice.status === status) &&
          (!collection_method || invoice.collection_method === collection_method) &&
          (!subscription || invoice.parent?.subscription_details?.subscription === subscription),
      ),
  ),
];

function payByHand(world: World, id: string, methodId: string | undefined): object {
  const method = methodId ? takeMethod(world, methodId, 'payment_method') : undefined;
  const result = payInvoice(world, id, method ? { method } : {});
  const invoice = world.store.invoices.get(id);
  if (result === 'succeeded') return invoice;
  const intent = intentOf(world, id);
  const error = intent ? world.store.paymentIntents.get(intent).last_payment_error : null;
  if (result === 'requires_action') {
    throw new ApiError(402, {
      type: 'card_error',
      code: 'invoice_payment_intent_requires_action',
      message:
        'Payment for this invoice requires additional user action before it can be completed successfully.',
    });
  }
  if (!error) {
    throw invalidRequest(
      'There is no `default_payment_method` set on this Customer, Invoice or Subscription.',
    );
  }
  throw cardError({
    code: error.code ?? 'card_declined',
    message: error.message ?? 'Your card was declined.',
    ...(error.decline_code ? { decline_code: error.decline_code } : {}),
    ...(error.charge ? { charge: error.charge } : {}),
  });
}
