import { type Clock, secondsAfter } from '../clock/index.ts';
import type { Sealer } from '../crypto/index.ts';
import type { Database } from '../database/index.ts';
import { commonErrors } from '../errors/index.ts';
import {
  deleteExpiredKeys,
  deleteUnusedKey,
  findKey,
  type KeyHold,
  markCarriedOut,
  storeAnswer,
  takeKey,
} from './idempotency.sql.ts';

/** An answer as it is sent again: status, the headers that belong to it, and the body's text. */
export interface StoredAnswer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string;
}

/** One unsafe request that carries an `Idempotency-Key`. */
export interface KeyedRequest {
  /** Whoever made it; a key of one caller is nothing to another. */
  caller: string;
  /** Method and path with the query. */
  target: string;
  key: string;
  body: unknown;
  /** How long the answer is kept. */
  keepSeconds: number;
}

export interface IdempotencyStore {
  /**
   * Takes the key for a first request (`hold`), or answers what its first request was answered.
   *
   * @throws `idempotency_key_reused` with another body; `idempotency_in_progress` while the first one runs;
   *   `idempotency_answer_lost` when it was carried out and then could not keep its answer
   */
  begin(request: KeyedRequest): Promise<{ hold: KeyHold } | { answer: StoredAnswer }>;
  /** Runs the request's work; what it commits and the mark that it did are one. */
  carryOut<Result>(hold: KeyHold, work: () => Promise<Result>): Promise<Result>;
  /** Keeps the answer. */
  finish(hold: KeyHold, answer: StoredAnswer): Promise<void>;
  /** Frees the key, if the work was not done after all. */
  abandon(hold: KeyHold): Promise<void>;
  deleteExpired(): Promise<void>;
}

/** Longer than any request may run: after it, one that has committed nothing is taken for dead. */
const LOCK_SECONDS = 60;
const PURPOSE = 'idempotency';

/** Keeps answers in PostgreSQL, so that a retry is recognised by every copy of a service. */
export function createIdempotencyStore(deps: {
  db: Database;
  clock: Clock;
  sealer: Sealer;
}): IdempotencyStore {
  const { db, clock, sealer } = deps;
  /** Keyed, since a body may hold a password, which a plain hash would let a thief of the table guess. */
  const fingerprint = (value: unknown) => sealer.fingerprint(JSON.stringify(value), PURPOSE);
  return {
    async begin(request) {
      const now = clock.now();
      const key = {
        key_hash: fingerprint([request.caller, request.target, request.key]),
        request_hash: fingerprint(request.body ?? null),
        locked_until: secondsAfter(now, LOCK_SECONDS),
        expires_at: secondsAfter(now, request.keepSeconds),
      };
      const isFirst = await takeKey(db.orm, key, now);
      return isFirst ? { hold: key } : { answer: await answerOfFirst(deps, key) };
    },
    carryOut: (hold, work) =>
      db.accompanied(async (tx) => {
        const isMarked = await markCarriedOut(tx, hold, clock.now());
        if (!isMarked) throw commonErrors.idempotencyInProgress({ retryAfterSeconds: 1 });
      }, work),
    finish: (hold, answer) => {
      const answer_sealed = sealer.seal(JSON.stringify(answer), PURPOSE);
      return storeAnswer(db.orm, hold, { status: answer.status, answer_sealed });
    },
    abandon: (hold) => deleteUnusedKey(db.orm, hold),
    deleteExpired: () => deleteExpiredKeys(db.orm, clock.now()),
  };
}

async function answerOfFirst(
  { db, clock, sealer }: { db: Database; clock: Clock; sealer: Sealer },
  { key_hash, request_hash }: { key_hash: string; request_hash: string },
): Promise<StoredAnswer> {
  const first = await findKey(db.orm, key_hash);
  if (first !== undefined && first.request_hash !== request_hash) throw commonErrors.idempotencyKeyReused();
  if (first?.answer_sealed != null) return JSON.parse(sealer.open(first.answer_sealed, PURPOSE));
  const isOver = first?.carried_out_at != null && first.locked_until <= clock.now();
  if (isOver) throw commonErrors.idempotencyAnswerLost();
  throw commonErrors.idempotencyInProgress({ retryAfterSeconds: 1 });
}
