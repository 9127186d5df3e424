import { defineRoute, lineOfText, pageOf, pageQuery } from '@quartet/platform/contract';
import { z } from 'zod';
import { webhookErrors } from '../errors.ts';

export const effectStates = ['pending', 'sending', 'sent', 'suppressed', 'unknown'] as const;
export type EffectState = (typeof effectStates)[number];

const key = z.string().min(1).max(500);

const effect = z.object({
  key: key.meta({ description: 'business key, such as receipt:in_123; it happens once, for ever' }),
  kind: z.string(),
  payload: z.unknown(),
  state: z.enum(effectStates),
  attempts: z.int(),
  next_attempt_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  settled_at: z.iso.datetime().nullable(),
  last_error: z.string().nullable(),
  resolution: z
    .object({ operator_id: z.string(), reason: z.string() })
    .nullable()
    .meta({ description: 'by whom an unknown one was resolved, and why' }),
});

/** What operators see of effects, and what they do about those of which nobody knows whether they happened. */
export const effectsContract = {
  listEffects: defineRoute({
    name: 'webhooks.list_effects',
    method: 'GET',
    path: '/webhooks/effects',
    summary: 'List the effects that events have had or will have, the newest first',
    access: 'operator',
    query: pageQuery.extend({ state: z.enum(effectStates).optional(), kind: z.string().max(200).optional() }),
    status: 200,
    answer: pageOf(effect),
  }),
  resolveEffect: defineRoute({
    name: 'webhooks.resolve_effect',
    method: 'POST',
    path: '/webhooks/effects/:key/resolve',
    summary: 'Say of an unknown effect that it happened, or have it tried again',
    access: 'operator',
    params: z.object({ key }),
    body: z.strictObject({ outcome: z.enum(['sent', 'retry']), reason: lineOfText({ min: 1, max: 500 }) }),
    status: 200,
    answer: z.object({ effect }),
    errors: [webhookErrors.effectNotUnknown],
  }),
};
