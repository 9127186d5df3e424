import { z } from 'zod';
import { text } from '../http/params.ts';
import { type ApiRoute, operation } from '../http/route.ts';
import { newInvoiceItem, prorationFields } from '../invoices/create-invoice-item.ts';
import { itemLine } from '../invoices/invoice-lines.ts';
import { previewInvoice } from '../invoices/preview-invoice.ts';
import { changeItems, itemChangeSchema } from '../subscriptions/build-items.ts';
import { updateFields } from '../subscriptions/subscription-change.ts';
import { prorationsOf } from '../subscriptions/update-subscription.ts';
import { invalidRequest } from '../world/api-error.ts';

const details = z.strictObject({
  items: z.array(itemChangeSchema).exactOptional(),
  proration_behavior: updateFields.proration_behavior,
  proration_date: updateFields.proration_date,
});

/** The next invoice, also as it would be after a change: https://docs.stripe.com/api/invoices/create_preview. */
export const previewRoute: ApiRoute = operation(
  'POST',
  '/v1/invoices/create_preview',
  { customer: text.exactOptional(), subscription: text, subscription_details: details.exactOptional() },
  ({ world, params: { subscription: id, subscription_details: change = {} } }) => {
    const subscription = world.store.subscriptions.get(id, 'subscription');
    if (subscription.ended_at !== null || subscription.cancel_at_period_end) {
      throw invalidRequest(`No upcoming invoices for customer: '${subscription.customer}'`, {
        code: 'invoice_upcoming_none',
      });
    }
    const data = change.items ? changeItems(world, subscription, change.items) : subscription.items.data;
    const lines = prorationsOf(world, subscription, data, change).map((proration) =>
      itemLine(world, newInvoiceItem(world, prorationFields(world, subscription, proration))),
    );
    return previewInvoice(world, { ...subscription, items: { ...subscription.items, data } }, lines);
  },
);
