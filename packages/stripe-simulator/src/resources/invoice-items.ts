import { z } from 'zod';
import { integer, mergeMetadata, metadata, text } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import { createInvoiceItem } from '../invoices/create-invoice-item.ts';
import { invalidRequest } from '../world/api-error.ts';

/** https://docs.stripe.com/api/invoiceitems */
export const invoiceItemRoutes: ApiRoute[] = [
  operation(
    'POST',
    '/v1/invoiceitems',
    {
      amount: integer,
      currency: text.exactOptional(),
      customer: text,
      description: text.exactOptional(),
      metadata: metadata.exactOptional(),
      period: z.strictObject({ start: integer, end: integer }).exactOptional(),
      subscription: text.exactOptional(),
    },
    ({ world, params: { subscription, metadata, currency = 'usd', description = null, ...rest } }) => {
      world.store.customers.get(rest.customer, 'customer');
      if (subscription) world.store.subscriptions.get(subscription, 'subscription');
      return createInvoiceItem(world, {
        ...rest,
        currency,
        description,
        metadata: mergeMetadata({}, metadata),
        parent: subscription
          ? { subscription_details: { subscription }, type: 'subscription_details' }
          : null,
      });
    },
  ),
  operation('GET', '/v1/invoiceitems/:id', {}, ({ world, id }) => world.store.invoiceItems.get(id)),
  operation('DELETE', '/v1/invoiceitems/:id', {}, ({ world, id }) => {
    const item = world.store.invoiceItems.get(id);
    if (item.invoice) throw invalidRequest('You can not delete an invoice item that stands on an invoice.');
    world.emit('invoiceitem.deleted', item);
    world.store.invoiceItems.remove(id);
    return { id, object: 'invoiceitem', deleted: true };
  }),
  listing(
    '/v1/invoiceitems',
    {
      customer: text.exactOptional(),
      invoice: text.exactOptional(),
      pending: z.enum(['true', 'false']).exactOptional(),
    },
    ({ world: { store }, params: { customer, invoice, pending } }) =>
      (customer ? store.invoiceItems.of(customer) : store.invoiceItems.list()).filter(
        (item) =>
          (!invoice || item.invoice === invoice) &&
          (!pending || (item.invoice === null) === (pending === 'true')),
      ),
  ),
];
