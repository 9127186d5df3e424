import { z } from 'zod';
import { flag, integer, mergeMetadata, metadata, text, unsettable } from '../http/params.ts';
import type { World } from '../world/create-world.ts';
import type { Subscription } from '../world/wire.ts';
import { itemChangeSchema } from './build-items.ts';
import { trialSettingsOf } from './build-subscription.ts';
import { currentPeriod } from './period.ts';
import { trialSettings } from './subscription-params.ts';

const cancellationDetails = z.strictObject({
  comment: unsettable(text).exactOptional(),
  feedback: unsettable(
    z.enum([
      'customer_service',
      'low_quality',
      'missing_features',
      'other',
      'switched_service',
      'too_complex',
      'too_expensive',
      'unused',
    ]),
  ).exactOptional(),
});
const pauseCollection = z.strictObject({
  behavior: z.enum(['keep_as_draft', 'mark_uncollectible', 'void']),
  resumes_at: integer.exactOptional(),
});

export const updateFields = {
  billing_cycle_anchor: z.enum(['now', 'unchanged']).exactOptional(),
  cancel_at: unsettable(integer).exactOptional(),
  cancel_at_period_end: flag.exactOptional(),
  cancellation_details: cancellationDetails.exactOptional(),
  default_payment_method: unsettable(text).exactOptional(),
  description: unsettable(text).exactOptional(),
  items: z.array(itemChangeSchema).exactOptional(),
  metadata: metadata.exactOptional(),
  off_session: flag.exactOptional(),
  pause_collection: unsettable(pauseCollection).exactOptional(),
  payment_behavior: z.enum(['allow_incomplete', 'default_incomplete', 'error_if_incomplete']).exactOptional(),
  proration_behavior: z.enum(['create_prorations', 'always_invoice', 'none']).exactOptional(),
  proration_date: integer.exactOptional(),
  trial_end: integer.or(z.literal('now')).exactOptional(),
  trial_settings: trialSettings.exactOptional(),
};

export type SubscriptionChange = z.output<z.ZodObject<typeof updateFields>>;

/** What a change makes of the plain fields, all but items, period and trial. */
export function fieldsOf(
  world: World,
  before: Subscription,
  change: SubscriptionChange,
): Partial<Subscription> {
  const { default_payment_method, description, cancellation_details, pause_collection, trial_settings } =
    change;
  if (default_payment_method) {
    world.store.paymentMethods.get(default_payment_method, 'default_payment_method');
  }
  return {
    metadata: mergeMetadata(before.metadata, change.metadata),
    ...(default_payment_method === undefined ? {} : { default_payment_method }),
    ...(description === undefined ? {} : { description }),
    ...(trial_settings === undefined ? {} : { trial_settings: trialSettingsOf(trial_settings) }),
    ...(pause_collection === undefined
      ? {}
      : { pause_collection: pause_collection && { resumes_at: null, ...pause_collection } }),
    ...cancellationOf(world, before, change),
    ...(cancellation_details === undefined
      ? {}
      : {
          cancellation_details: {
            ...emptyDetails,
            ...before.cancellation_details,
            ...cancellationOf(world, before, change).cancellation_details,
            ...cancellation_details,
          },
        }),
  };
}

const emptyDetails = { comment: null, feedback: null, feedback_option: null, reason: null };

/** A cancellation to come, or its withdrawal: https://docs.stripe.com/billing/subscriptions/cancel. */
function cancellationOf(
  world: World,
  before: Subscription,
  change: SubscriptionChange,
): Partial<Subscription> {
  const { cancel_at, cancel_at_period_end = false } = change;
  if (cancel_at === undefined && change.cancel_at_period_end === undefined) return {};
  // A date that was set by itself outlasts `cancel_at_period_end: false`.
  if (cancel_at === undefined && !cancel_at_period_end && !before.cancel_at_period_end) return {};
  const at = cancel_at_period_end ? currentPeriod(before).end : (cancel_at ?? null);
  return {
    cancel_at: at,
    cancel_at_period_end,
    canceled_at: at === null ? null : (before.canceled_at ?? world.timelineOf(before.customer).now()),
    cancellation_details: { ...emptyDetails, reason: at === null ? null : 'cancellation_requested' },
  };
}
