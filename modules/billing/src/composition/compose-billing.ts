import type { Runtime } from '@quartet/platform/service';
import { createWebhooks, type ProcessingConfig, webhookSettings } from '@quartet/webhooks';
import type { BillingCore } from '../core.ts';
import { type Billing, createBilling } from '../create-billing.ts';
import { returnPagesAt } from '../pages.ts';
import { type BillingSettings, followProvider } from './follow-provider.ts';

interface BillingNeeds extends Pick<BillingCore, 'audit' | 'teams'> {
  /** The address of the application, which the provider's pages lead back to. */
  appUrl: string;
}

/**
 * Billing as customers have it. Its inbox takes no deliveries and runs no workers: it brings the projection to
 * what a change has just done, without waiting for the event.
 */
export function composeBilling(
  runtime: Runtime,
  config: BillingSettings & ProcessingConfig,
  { audit, teams, appUrl }: BillingNeeds,
): Billing {
  const { clock, db, log } = runtime;
  const { gateway, projector } = followProvider(runtime, config);
  const inbox = createWebhooks({
    db,
    clock,
    log,
    registry: runtime.metrics.registry,
    providers: [],
    projector,
    settings: webhookSettings(config),
    random: Math.random,
  });
  return createBilling({
    db,
    clock,
    audit,
    log,
    teams,
    gateway,
    refresh: (objectKey) =>
      inbox.refreshNow({ provider: 'stripe', account: '', livemode: gateway.livemode, objectKey }),
    pages: returnPagesAt(appUrl),
  });
}
