import { billingErrors, publishPlans } from '@quartet/billing';
import { type CatalogueGateway, createStripeGateway } from '@quartet/billing/gateway';
import { isDomainError } from '@quartet/platform/errors';
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
    throw asCommandError(error);
  }
  return made;
}

function gatewayOf(env: Env): CatalogueGateway {
  const secretKey = env.STRIPE_SECRET_KEY?.trim();
  const apiUrl = env.STRIPE_API_URL?.trim();
  if (apiUrl && !/^https?:$/.test(URL.parse(apiUrl)?.protocol ?? ''))
    throw new CommandError('STRIPE_API_URL is not an http address.', { exitCode: EXIT.configuration });
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
    async namePrice(price) {
      if (!isDryRun) await gateway.namePrice(price);
    },
    async createPrice(price) {
      if (!isDryRun) await gateway.createPrice(price);
      const { planId: plan, priceCents: price_cents, currency, interval } = price;
      made.push({ kind: 'price', plan, price_cents, currency, interval });
    },
  };
}

/** A refused key, or an answer that is not Stripe's; the gateway tells of the rest. https://docs.stripe.com/error-handling. */
function asCommandError(error: unknown): unknown {
  const type = error instanceof Error && 'type' in error ? String(error.type) : '';
  if (type === 'StripeAuthenticationError' || type === 'StripePermissionError') return wrongKey(error);
  if (isDomainError(error, billingErrors.misconfigured))
    return new CommandError('What answers is not Stripe, or one of another version. See STRIPE_API_URL.', {
      exitCode: EXIT.failed,
      cause: error,
    });
  return error;
}

function wrongKey(cause: unknown): CommandError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(`Stripe refuses STRIPE_SECRET_KEY: ${reason}`, {
    exitCode: EXIT.configuration,
    cause,
  });
}
