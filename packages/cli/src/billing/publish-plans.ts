import { publishPlans } from '@quartet/billing';
import { type CatalogueGateway, createStripeGateway } from '@quartet/billing/gateway';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Env } from '../settings.ts';

/** Something that was put on sale, or would be. */
export type Made =
  | { kind: 'product'; id: string; name: string }
  | { kind: 'price'; plan: string; price_cents: number; currency: string; interval: string };

/**
 * Puts the plans on sale at the Stripe of STRIPE_SECRET_KEY; with `isDryRun` it only looks.
 *
 * @returns what was not on sale before.
 */
export async function putPlansOnSale(env: Env, { isDryRun }: { isDryRun: boolean }): Promise<Made[]> {
  const made: Made[] = [];
  const gateway = gatewayOf(env);
  try {
    await publishPlans(recorded(gateway, made, isDryRun));
  } catch (error) {
    throw isKeyRefused(error) ? wrongKey(error) : error;
  }
  return made;
}

function gatewayOf(env: Env): CatalogueGateway {
  const secretKey = env.STRIPE_SECRET_KEY?.trim();
  const apiUrl = env.STRIPE_API_URL?.trim();
  if (secretKey) return createStripeGateway({ secretKey, ...(apiUrl && { apiUrl }) });
  throw new CommandError(
    'STRIPE_SECRET_KEY is not set: it says at which Stripe account the plans are put on sale. The simulator that npm start runs has them already.',
    { exitCode: EXIT.configuration },
  );
}

function recorded(gateway: CatalogueGateway, made: Made[], isDryRun: boolean): CatalogueGateway {
  return {
    findPrices: (planIds) => gateway.findPrices(planIds),
    async putProduct(product) {
      if (!isDryRun) await gateway.putProduct(product);
      made.push({ kind: 'product', ...product });
    },
    async createPrice(price) {
      if (!isDryRun) await gateway.createPrice(price);
      const { planId: plan, priceCents: price_cents, currency, interval } = price;
      made.push({ kind: 'price', plan, price_cents, currency, interval });
    },
  };
}

/** https://docs.stripe.com/error-handling */
function isKeyRefused(error: unknown): boolean {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  return type === 'StripeAuthenticationError' || type === 'StripePermissionError';
}

function wrongKey(cause: unknown): CommandError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(`Stripe refuses STRIPE_SECRET_KEY: ${reason}`, {
    exitCode: EXIT.configuration,
    cause,
  });
}
