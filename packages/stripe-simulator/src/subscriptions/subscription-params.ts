import { z } from 'zod';
import { flag, integer, metadata, text } from '../http/params.ts';
import { newItemSchema } from './build-items.ts';

export const trialSettings = z.strictObject({
  end_behavior: z.strictObject({ missing_payment_method: z.enum(['create_invoice', 'cancel', 'pause']) }),
});

/** What Checkout may also ask for. */
export const subscriptionFields = {
  billing_cycle_anchor: integer.exactOptional(),
  description: text.exactOptional(),
  metadata: metadata.exactOptional(),
  proration_behavior: z.enum(['create_prorations', 'always_invoice', 'none']).exactOptional(),
  trial_end: integer.or(z.literal('now')).exactOptional(),
  trial_period_days: integer.pipe(z.number().min(0).max(730)).exactOptional(),
  trial_settings: trialSettings.exactOptional(),
};

export const createFields = {
  ...subscriptionFields,
  customer: text,
  items: z.array(newItemSchema).min(1),
  billing_mode: z.strictObject({ type: z.enum(['flexible', 'classic']) }).exactOptional(),
  cancel_at: integer.exactOptional(),
  cancel_at_period_end: flag.exactOptional(),
  collection_method: z.enum(['charge_automatically', 'send_invoice']).exactOptional(),
  currency: text.exactOptional(),
  days_until_due: integer.exactOptional(),
  default_payment_method: text.exactOptional(),
  off_session: flag.exactOptional(),
  payment_behavior: z.enum(['allow_incomplete', 'default_incomplete', 'error_if_incomplete']).exactOptional(),
  payment_settings: z
    .strictObject({
      payment_method_types: z.array(text).exactOptional(),
      save_default_payment_method: z.enum(['off', 'on_subscription']).exactOptional(),
    })
    .exactOptional(),
};

export type SubscriptionWanted = z.output<z.ZodObject<typeof createFields>>;
