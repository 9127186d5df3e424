import type { OperatorCaller } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { WebhooksCore } from '../core.ts';
import { webhookErrors } from '../errors.ts';
import { findEffectState, resolveUnknown } from './ledger.sql.ts';
import { presentEffect } from './present.ts';

export interface EffectResolution {
  key: string;
  outcome: 'sent' | 'retry';
  reason: string;
  caller: OperatorCaller;
}

/**
 * Settles an effect of which nobody knew whether it happened, by what an operator found out: `sent` leaves it
 * alone for good, `retry` has it sent again.
 *
 * @throws `not_found`; `effect_not_unknown` for one whose state says what happened
 */
export async function resolveEffect(
  { db, clock }: WebhooksCore,
  { key, outcome, reason, caller }: EffectResolution,
) {
  const { operatorId } = caller;
  const resolved = await resolveUnknown(db.orm, key, { outcome, operatorId, reason, now: clock.now() });
  if (resolved !== undefined) return { effect: presentEffect(resolved) };
  const state = await findEffectState(db.orm, key);
  if (state === undefined) throw commonErrors.notFound();
  throw webhookErrors.effectNotUnknown({ detail: `It is ${state}.` });
}
