import type { Transaction } from '@quartet/platform/database';

/** Something that has to happen outside because of a transition. */
export interface NewEffect {
  /** Business key, unique for ever: `receipt:in_123`. */
  key: string;
  /** Names the sender. */
  kind: string;
  payload: Readonly<Record<string, unknown>>;
  /** Only takes the key: the thing is known to have happened, or must not happen any more. */
  suppressed?: true;
}

export interface Effect {
  key: string;
  kind: string;
  payload: Readonly<Record<string, unknown>>;
}

/**
 * - `transactional`: what it does is a write on `tx`, such as putting a mail into the outbox; it commits together
 *   with the record of it, so it happens exactly once.
 * - `idempotent`: the receiver knows the key again; a crash in between is followed by another try.
 * - `uncertain`: neither; when it is not known how a try ended, the effect is shown as `unknown` and is left alone.
 */
export type EffectSender =
  | { guarantee: 'transactional'; send(effect: Effect, tx: Transaction): Promise<void> }
  | { guarantee: 'idempotent' | 'uncertain'; send(effect: Effect): Promise<void> };

/** Thrown by a sender that knows that nothing happened: it may try again. */
export class EffectNotSentError extends Error {
  override readonly name = 'EffectNotSentError';
}
