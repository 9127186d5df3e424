export { composeWebhooks } from './compose-webhooks.ts';
export {
  type ProcessingConfig,
  processingConfig,
  webhookSettings,
  webhooksConfig,
  webhooksRules,
} from './config.ts';
export { intakeContract, webhooksContract } from './contract.ts';
export type { WebhookSettings } from './core.ts';
export { createWebhooks, type Webhooks, type WebhooksDependencies } from './create-webhooks.ts';
export { type Effect, EffectNotSentError, type EffectSender, type NewEffect } from './effects/effect.ts';
export { createEffects, type Effects } from './effects/plan-effects.ts';
export { webhookErrors } from './errors.ts';
export { type Arrival, findArrivals, findNews, type News } from './log/arrivals.sql.ts';
export { findLogEntries } from './log/entries.sql.ts';
export { operatorGuardOf } from './operators.ts';
export {
  type Change,
  type Difference,
  ignoreEverything,
  type LogEntry,
  type ObjectName,
  type Observation,
  type PendingEvent,
  type Projection,
  type ProjectionOutcome,
  type Projector,
  type ShadowProjection,
} from './projector.ts';
export type { Delivery, EventIdentity, Provider, SignatureVerdict } from './providers/provider.ts';
export { standardWebhooksProvider } from './providers/standard-webhooks.ts';
export { stripeProvider } from './providers/stripe.ts';
