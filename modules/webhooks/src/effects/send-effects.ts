import { backoffSeconds } from '../backoff.ts';
import type { WebhooksCore } from '../core.ts';
import { describeError } from '../describe-error.ts';
import { EffectNotSentError, type EffectSender } from './effect.ts';
import {
  type ClaimedEffect,
  claimEffect,
  type DueEffect,
  lockEffect,
  markSent,
  postponeClaim,
  postponeUndone,
  settleAbandoned,
  settleClaim,
} from './effects.sql.ts';

/** A sender has to be done by then, else its effect is taken for abandoned. */
const CLAIM_SECONDS = 60;

/** Sends what is due, each effect by a claim of its own. @returns how many effects were tried */
export async function sendEffects(core: WebhooksCore): Promise<number> {
  if (core.senders.size === 0) return 0;
  const kinds = (...guarantees: EffectSender['guarantee'][]) =>
    [...core.senders].filter(([, { guarantee }]) => guarantees.includes(guarantee)).map(([kind]) => kind);
  await settleAbandoned(
    core.db.orm,
    { retried: kinds('idempotent'), others: kinds('uncertain', 'transactional') },
    { now: core.clock.now(), ...backoffOf(core) },
  );
  const claimed = await sendClaimed(core, kinds('idempotent', 'uncertain'));
  return claimed + (await sendTransactional(core, kinds('transactional')));
}

async function sendClaimed(core: WebhooksCore, kinds: readonly string[]): Promise<number> {
  if (kinds.length === 0) return 0;
  const effect = await claimEffect(core.db.orm, kinds, CLAIM_SECONDS);
  if (effect === undefined) return 0;
  const sender = core.senders.get(effect.kind);
  if (sender === undefined || sender.guarantee === 'transactional') return 0;
  const isNoted = await attempt(core, effect, sender);
  // What was under way was settled by whoever found it abandoned, and has gone on since.
  if (!isNoted) core.log.warn({ effect: effect.key }, 'A sender took longer than its claim of the effect.');
  return 1;
}

/** @returns whether the end could be noted */
async function attempt(
  core: WebhooksCore,
  effect: ClaimedEffect,
  sender: Extract<EffectSender, { guarantee: 'idempotent' | 'uncertain' }>,
): Promise<boolean> {
  const { db, clock, log } = core;
  try {
    await sender.send(effect);
    return await settleClaim(db.orm, effect, { state: 'sent', now: clock.now() });
  } catch (error) {
    const mayTryAgain = sender.guarantee === 'idempotent' || error instanceof EffectNotSentError;
    log.warn({ err: error, effect: effect.key, retried: mayTryAgain }, 'An effect failed.');
    const { message } = describeError(error);
    if (!mayTryAgain)
      return await settleClaim(db.orm, effect, { state: 'unknown', now: clock.now(), error: message });
    const seconds = secondsUntilRetry(core, effect.attempts);
    return await postponeClaim(db.orm, effect, { seconds, error: message });
  }
}

async function sendTransactional(core: WebhooksCore, kinds: readonly string[]): Promise<number> {
  if (kinds.length === 0) return 0;
  let current: DueEffect | undefined;
  try {
    await core.db.transaction(async (tx) => {
      current = await lockEffect(tx, kinds);
      if (current === undefined) return;
      const sender = core.senders.get(current.kind);
      if (sender?.guarantee === 'transactional') await sender.send(current, tx);
      await markSent(tx, current.key, core.clock.now());
    });
  } catch (error) {
    if (current === undefined) throw error;
    core.log.warn({ err: error, effect: current.key, retried: true }, 'An effect failed.');
    const seconds = secondsUntilRetry(core, current.attempts + 1);
    await postponeUndone(core.db.orm, current.key, { seconds, error: describeError(error).message });
  }
  return current === undefined ? 0 : 1;
}

function secondsUntilRetry(core: WebhooksCore, attempts: number): number {
  return backoffSeconds(attempts, backoffOf(core));
}

function backoffOf({ settings, random }: WebhooksCore) {
  return { baseSeconds: settings.retryBaseSeconds, maxSeconds: settings.retryMaxSeconds, random: random() };
}
