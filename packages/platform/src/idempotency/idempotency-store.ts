import { eq, lt, sql } from 'drizzle-orm';
import { customType, pgTable, smallint, text } from 'drizzle-orm/pg-core';
import { type Clock, secondsAfter } from '../clock/index.ts';
import type { Sealer } from '../crypto/index.ts';
import { type Database, timestamp } from '../database/index.ts';
import { commonErrors } from '../errors/index.ts';

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
}

export interface IdempotencyStore {
  /**
   * Takes the key for a first request, or answers what its first request was answered.
   *
   * @throws `idempotency_key_reused` with another body; `idempotency_in_progress` while the first one runs
   */
  begin(request: KeyedRequest): Promise<{ keyHash: string; answer: StoredAnswer | undefined }>;
  /** Keeps the answer for 24 hours. */
  finish(keyHash: string, answer: StoredAnswer): Promise<void>;
  /** Gives the key up, after a request that changed nothing. */
  abandon(keyHash: string): Promise<void>;
  deleteExpired(): Promise<void>;
}

/** As long as Stripe keeps its keys: https://docs.stripe.com/api/idempotent_requests. */
const KEEP_SECONDS = 24 * 60 * 60;
/** Longer than any request may run: after it, the first one is taken for dead. */
const LOCK_SECONDS = 60;
const PURPOSE = 'idempotency';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

const idempotencyKeys = pgTable('idempotency_keys', {
  keyHash: text('key_hash').primaryKey(),
  requestHash: text('request_hash').notNull(),
  status: smallint('status'),
  answerSealed: bytes('answer_sealed'),
  lockedUntil: timestamp('locked_until').notNull(),
  expiresAt: timestamp('expires_at').notNull(),
});

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
      const keyHash = fingerprint([request.caller, request.target, request.key]);
      const requestHash = fingerprint(request.body ?? null);
      if (await take(db, keyHash, requestHash, clock.now())) return { keyHash, answer: undefined };
      return { keyHash, answer: await answerOfFirst(db, sealer, keyHash, requestHash) };
    },
    async finish(keyHash, answer) {
      const answerSealed = sealer.seal(JSON.stringify(answer), PURPOSE);
      await db.orm
        .update(idempotencyKeys)
        .set({ status: answer.status, answerSealed })
        .where(eq(idempotencyKeys.keyHash, keyHash));
    },
    async abandon(keyHash) {
      await db.orm.delete(idempotencyKeys).where(eq(idempotencyKeys.keyHash, keyHash));
    },
    async deleteExpired() {
      await db.orm.delete(idempotencyKeys).where(lt(idempotencyKeys.expiresAt, clock.now()));
    },
  };
}

/** One statement decides which of several simultaneous requests is the first. */
async function take(db: Database, keyHash: string, requestHash: string, now: Date): Promise<boolean> {
  const row = {
    keyHash,
    requestHash,
    status: null,
    answerSealed: null,
    lockedUntil: secondsAfter(now, LOCK_SECONDS),
    expiresAt: secondsAfter(now, KEEP_SECONDS),
  };
  const taken = await db.orm
    .insert(idempotencyKeys)
    .values(row)
    .onConflictDoUpdate({
      target: idempotencyKeys.keyHash,
      set: row,
      setWhere: sql`${idempotencyKeys.expiresAt} <= ${now} or (${idempotencyKeys.status} is null and ${idempotencyKeys.lockedUntil} <= ${now})`,
    })
    .returning({ keyHash: idempotencyKeys.keyHash });
  return taken.length > 0;
}

async function answerOfFirst(
  db: Database,
  sealer: Sealer,
  keyHash: string,
  requestHash: string,
): Promise<StoredAnswer> {
  const [first] = await db.orm.select().from(idempotencyKeys).where(eq(idempotencyKeys.keyHash, keyHash));
  if (first !== undefined && first.requestHash !== requestHash) throw commonErrors.idempotencyConflict();
  if (first?.answerSealed == null) throw commonErrors.idempotencyInProgress({ retryAfterSeconds: 1 });
  return JSON.parse(sealer.open(first.answerSealed, PURPOSE));
}
