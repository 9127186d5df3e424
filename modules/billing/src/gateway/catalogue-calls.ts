import type { Stripe } from 'stripe';
import { billingErrors } from '../errors.ts';
import { stripeErrorOf } from './as-domain-error.ts';
import { type CallStripe, write } from './connect.ts';
import type { CatalogueGateway, CataloguePrice } from './gateway.ts';

/** Products and prices. */
export function catalogueCalls(call: CallStripe): CatalogueGateway {
  return {
    findPrices: (planIds) =>
      call(async (stripe) => {
        const prices = await stripe.prices.list({ lookup_keys: [...planIds], active: true, limit: 100 });
        if (prices.object !== 'list')
          throw billingErrors.misconfigured({
            detail: 'What answers for Stripe does not speak its protocol.',
          });
        return prices.data.flatMap(presentPrice);
      }),
    putProduct: ({ id, name }) =>
      call(async (stripe) => {
        try {
          await stripe.products.create({ id, name }, write());
        } catch (error) {
          if (stripeErrorOf(error)?.code !== 'resource_already_exists') throw error;
        }
      }),
    namePrice: ({ priceId, planId }) =>
      call(async (stripe) => {
        await stripe.prices.update(priceId, { metadata: { plan: planId } }, write());
      }),
    createPrice: (price) =>
      call(async (stripe) => {
        const params = {
          product: price.productId,
          currency: price.currency,
          unit_amount: price.priceCents,
          recurring: { interval: price.interval },
          lookup_key: price.planId,
          transfer_lookup_key: true,
          // Stays when the lookup key moves on to the price that comes after this one.
          metadata: { plan: price.planId },
        };
        await stripe.prices.create(params, write(price.idempotencyKey));
      }),
  };
}

function presentPrice({
  id,
  lookup_key,
  product,
  unit_amount,
  currency,
  recurring,
  metadata,
}: Stripe.Price): CataloguePrice[] {
  if (lookup_key === null) return [];
  return [
    {
      planId: lookup_key,
      priceId: id,
      productId: typeof product === 'string' ? product : product.id,
      priceCents: unit_amount,
      currency,
      isNamed: metadata.plan === lookup_key,
      interval: recurring?.interval_count === 1 ? recurring.interval : null,
    },
  ];
}
