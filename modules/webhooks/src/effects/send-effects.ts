import { backoffSeconds } from '../backoff.ts';
import type { WebhooksCore } from '../core.ts';
import { describeError } from '../describe-error.ts';
import { EffectNotSentError, type EffectSender } from './effect.ts';
import {
  type ClaimedEffect,
  claimEffects,
  lockEffect,
  postponeEffect,
  settleAbandoned,
  settleEffect,
} from './effects.sql.ts';

/** A sender has to be done by then; the claim outlives it by a margin. */
const CLAIM_SECONDS = 60;
const BATCH = 20;

/** Sends what is due. @returns how many effects were tried */
export async function sendEffects(core: WebhooksCore): Promise<number> {
  if (core.senders.size === 0) return 0;
  const kinds = (...guarantees: EffectSender['guarantee'][]) =>
    [...core.senders].filter(([, { guarantee }]) => guarantees.includes(guarantee)).map(([kind]) => kind);
  await settleAbandoned(core.db.orm, kinds('idempotent'), core.clock.now());
  const claimed = await claimEffects(core.db.orm, kinds('idempotent', 'uncertain'), {
    limit: BATCH,
    seconds: CLAIM_SECONDS,
  });
  for (const effect of claimed) await sendClaimed(core, effect);
  return claimed.length + (await sendTransactional(core, kinds('transactional')));
}

async function sendClaimed(core: WebhooksCore, effect: ClaimedEffect): Promise<void> {
  const sender = core.senders.get(effect.kind);
  if (sender === undefined || sender.guarantee === 'transactional') return;
  try {
    await sender.send(effect);
    await settleEffect(core.db.orm, effect.key, { state: 'sent', now: core.clock.now() });
  } catch (error) {
    const mayTryAgain = sender.guarantee === 'idempotent' || error instanceof EffectNotSentError;
    core.log.warn({ err: error, effect: effect.key, retried: mayTryAgain }, 'An effect failed.');
    const reason = describeError(error).message;
    if (mayTryAgain) await postpone(core, effect, reason);
    else
      await settleEffect(core.db.orm, effect.key, { state: 'unknown', now: core.clock.now(), error: reason });
  }
}

async function sendTransactional(core: WebhooksCore, kinds: readonly string[]): Promise<number> {
  if (kinds.length === 0) return 0;
  let current: ClaimedEffect | undefined;
  try {
    await core.db.transaction(async (tx) => {
      current = await lockEffect(tx, kinds);
      if (current === undefined) return;
      const sender = core.senders.get(current.kind);
      if (sender?.guarantee === 'transactional') await sender.send(current, tx);
      await settleEffect(tx, current.key, { state: 'sent', now: core.clock.now() });
    });
  } catch (error) {
    if (current === undefined) throw error;
    core.log.warn({ err: error, effect: current.key, retried: true }, 'An effect failed.');
    await postpone(core, { ...current, attempts: current.attempts + 1 }, describeError(error).message);
  }
  return current === undefined ? 0 : 1;
}

async function postpone(core: WebhooksCore, effect: ClaimedEffect, error: string): Promise<void> {
  const { retryBaseSeconds: baseSeconds, retryMaxSeconds: maxSeconds } = core.settings;
  const seconds = backoffSeconds(effect.attempts, { baseSeconds, maxSeconds, random: core.random() });
  await postponeEffect(core.db.orm, effect.key, { seconds, error });
}
