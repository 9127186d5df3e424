import type { CatalogueGateway } from '@quartet/billing/gateway';
import { z } from 'zod';

const priceSchema = z.object({
  id: z.string(),
  lookup_key: z.string(),
  product: z.string(),
  unit_amount: z.int().nullable(),
  currency: z.string(),
  metadata: z.record(z.string(), z.string()),
  recurring: z.object({ interval: z.enum(['day', 'week', 'month', 'year']) }).nullable(),
});
const pricesSchema = z.object({ data: z.array(priceSchema) });
const errorSchema = z.object({ error: z.object({ code: z.string().optional(), message: z.string() }) });

/** The catalogue at the simulator. The SDK would take 40 MB of a process that only waits from then on. */
export function simulatorCatalogue({
  address,
  secretKey,
}: {
  address: string;
  secretKey: string;
}): CatalogueGateway {
  return {
    async findPrices(planIds) {
      const query = new URLSearchParams([
        ['active', 'true'],
        ['limit', '100'],
      ]);
      for (const id of planIds) query.append('lookup_keys[]', id);
      const response = await call(`/v1/prices?${query}`);
      if (!response.ok) throw await failureOf(response);
      return pricesSchema.parse(await response.json()).data.map((price) => ({
        planId: price.lookup_key,
        priceId: price.id,
        productId: price.product,
        priceCents: price.unit_amount,
        currency: price.currency,
        isNamed: price.metadata['plan'] === price.lookup_key,
        interval: price.recurring?.interval ?? null,
      }));
    },
    async putProduct({ id, name }) {
      const response = await call('/v1/products', { id, name });
      if (!response.ok && (await codeOf(response)) !== 'resource_already_exists')
        throw await failureOf(response);
    },
    async namePrice({ priceId, planId }) {
      const response = await call(`/v1/prices/${priceId}`, { 'metadata[plan]': planId });
      if (!response.ok) throw await failureOf(response);
    },
    async createPrice({ planId, productId, priceCents, currency, interval }) {
      const response = await call('/v1/prices', {
        product: productId,
        currency,
        unit_amount: String(priceCents),
        'recurring[interval]': interval,
        lookup_key: planId,
        'metadata[plan]': planId,
        transfer_lookup_key: 'true',
      });
      if (!response.ok) throw await failureOf(response);
    },
  };

  function call(path: string, form?: Record<string, string>): Promise<Response> {
    return fetch(`${address}${path}`, {
      headers: { authorization: `Bearer ${secretKey}` },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
  }
}

async function codeOf(response: Response): Promise<string | undefined> {
  return errorSchema.parse(await response.clone().json()).error.code;
}

async function failureOf(response: Response): Promise<Error> {
  const { error } = errorSchema.parse(await response.json());
  return new Error(`The Stripe simulator answered ${response.status}: ${error.message}`);
}
