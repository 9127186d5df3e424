import type { ConfigOf, platformConfig } from '@quartet/platform/config';
import type { Runtime } from '@quartet/platform/service';
import { createEffects, type Projector } from '@quartet/webhooks';
import { keepToAccount } from '../accounts/keep-to-account.ts';
import type { billingConfig } from '../config.ts';
import { type BillingGateway, createStripeGateway } from '../gateway/index.ts';
import { createObserver, createProviderReads } from '../observing/index.ts';
import type { ProviderReads } from '../observing/provider-reads.ts';
import { createBillingProjector } from '../projection/create-billing-projector.ts';

export type BillingSettings = ConfigOf<typeof billingConfig & typeof platformConfig>;

/** The payment provider, and what brings the projection to where it is. */
export interface FollowedProvider {
  gateway: BillingGateway;
  reads: ProviderReads;
  projector: Projector;
  /** False without a key: then events alone say how things are. */
  isReadable: boolean;
}

/** The provider of the settings; in production it is said when its key charges nobody. */
export function followProvider(
  { clock, db, log, metrics }: Runtime,
  config: BillingSettings,
): FollowedProvider {
  const { stripeSecretKey: key, stripeApiUrl: apiUrl } = config;
  const gateway = createStripeGateway({
    secretKey: key?.reveal(),
    apiUrl,
    admit: keepToAccount({ db, clock, log }),
  });
  if (config.environment === 'production' && !gateway.livemode)
    log.warn('STRIPE_SECRET_KEY is of test mode: nobody is charged.');
  const reads = createProviderReads({
    clock,
    log,
    registry: metrics.registry,
    perSecond: config.stripeReadsPerSecond,
  });
  const projector = createBillingProjector({
    clock,
    livemode: gateway.livemode,
    graceDays: config.billingGraceDays,
    effects: createEffects({ clock }),
    ...(key !== undefined && { observe: createObserver({ gateway, reads, clock }) }),
  });
  return { gateway, reads, projector, isReadable: key !== undefined };
}
