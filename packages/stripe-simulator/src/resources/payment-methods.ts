import { z } from 'zod';
import { integer, mergeMetadata, metadata, text } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import { cardByNumber, cardByToken } from '../payments/cards.ts';
import { createMethod, ownMethod } from '../payments/own-method.ts';
import { cardError, invalidRequest } from '../world/api-error.ts';

const card = z.union([
  z.strictObject({ token: text }),
  z.strictObject({ number: text, exp_month: integer, exp_year: integer, cvc: text.exactOptional() }),
]);
const billingDetails = z
  .strictObject({ email: text.exactOptional(), name: text.exactOptional() })
  .exactOptional();

/** https://docs.stripe.com/api/payment_methods, cards only. */
export const paymentMethodRoutes: ApiRoute[] = [
  operation(
    'POST',
    '/v1/payment_methods',
    { type: z.literal('card'), card, billing_details: billingDetails },
    ({ world, params: { card, billing_details: details = {} } }) => {
      if ('token' in card) {
        const known = cardByToken(card.token);
        if (!known)
          throw invalidRequest(`No such token: '${card.token}'`, {
            code: 'resource_missing',
            param: 'card[token]',
          });
        return createMethod(world, known, details);
      }
      const known = cardByNumber(card.number);
      if (!known) {
        throw cardError({
          code: 'incorrect_number',
          message: 'Your card number is incorrect.',
          param: 'card[number]',
        });
      }
      return createMethod(world, known, { ...details, expMonth: card.exp_month, expYear: card.exp_year });
    },
  ),
  operation('GET', '/v1/payment_methods/:id', {}, ({ world, id }) => world.store.paymentMethods.get(id)),
  operation(
    'POST',
    '/v1/payment_methods/:id',
    { metadata: metadata.exactOptional() },
    ({ world, id, params }) => {
      const before = world.store.paymentMethods.get(id);
      const patch = { metadata: mergeMetadata(before.metadata ?? {}, params.metadata) };
      return world.change(world.store.paymentMethods, id, patch, 'payment_method.updated');
    },
  ),
  operation('POST', '/v1/payment_methods/:id/attach', { customer: text }, ({ world, id, params }) =>
    ownMethod(world, id, params.customer),
  ),
  operation('POST', '/v1/payment_methods/:id/detach', {}, ({ world, id }) => {
    const { customer } = world.store.paymentMethods.get(id);
    if (!customer) throw invalidRequest('The payment method you provided is not attached to a customer.');
    world.change(world.store.paymentMethods, id, { customer: null }, 'payment_method.detached');
    const owner = world.store.customers.get(customer);
    if (owner.invoice_settings.default_payment_method === id) {
      const invoice_settings = { ...owner.invoice_settings, default_payment_method: null };
      world.change(world.store.customers, customer, { invoice_settings }, 'customer.updated');
    }
    return world.store.paymentMethods.get(id);
  }),
  listing(
    '/v1/payment_methods',
    { customer: text.exactOptional(), type: text.exactOptional() },
    ({ world: { store }, params: { customer } }) =>
      customer ? store.paymentMethods.of(customer) : store.paymentMethods.list(),
  ),
  listing('/v1/customers/:id/payment_methods', { type: text.exactOptional() }, ({ world: { store }, id }) =>
    store.paymentMethods.of(store.customers.get(id).id),
  ),
];
