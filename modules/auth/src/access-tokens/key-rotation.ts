import { type Clock, secondsAfter } from '@quartet/platform/clock';
import type { Sealer } from '@quartet/platform/crypto';
import type { Database, Transaction } from '@quartet/platform/database';
import type { SigningKeyRow } from '../schema.ts';
import { newKeyPair } from './key-pair.ts';
import {
  deleteRetiredKeys,
  endSigningKey,
  findPublishedKeys,
  insertSigningKey,
  lockSigningKeys,
} from './signing-keys.sql.ts';

/** How long keys sign, and how long they are published before and after. */
interface KeySchedule {
  /** Seconds that a key signs for. */
  signsForSeconds: number;
  /** Seconds that a key is published before it signs, so that whoever caches the key set knows it in time. */
  publishedAheadSeconds: number;
  /** Seconds that a key is published after it has stopped: the life of its last token, and leeway. */
  publishedAfterSeconds: number;
}

export interface KeyRotation {
  db: Database;
  clock: Clock;
  sealer: Sealer;
  schedule: KeySchedule;
}

/**
 * Makes the key that is due, if one is: the very first, one to replace a key that ends within the time that
 * keys are published ahead, or one after an outage longer than that. Deletes retired keys. Run it hourly; any
 * number of copies may.
 */
export async function keepKeysRotated({ db, clock, sealer, schedule }: KeyRotation): Promise<void> {
  await planKeys(db, clock, async (tx, keys, now) => {
    await deleteRetiredKeys(tx, now);
    const end = keys.at(-1)?.signs_until;
    if (end === undefined || end <= now) await addKey(tx, sealer, schedule, now, now);
    else if (secondsAfter(now, schedule.publishedAheadSeconds) >= end)
      await addKey(tx, sealer, schedule, now, end);
  });
}

/**
 * Replaces the current key before its time: its successor is published now and takes over when whoever caches
 * the key set knows it. A successor that is published already stays the one to come.
 */
export async function rotateKeys({ db, clock, sealer, schedule }: KeyRotation): Promise<void> {
  await planKeys(db, clock, async (tx, keys, now) => {
    const last = keys.at(-1);
    if (last !== undefined && last.signs_from > now) return;
    const takeover =
      last === undefined || last.signs_until <= now ? now : secondsAfter(now, schedule.publishedAheadSeconds);
    if (last !== undefined && last.signs_until > takeover) {
      await endSigningKey(tx, last.kid, takeover, secondsAfter(takeover, schedule.publishedAfterSeconds));
    }
    await addKey(tx, sealer, schedule, now, takeover);
  });
}

async function planKeys(
  db: Database,
  clock: Clock,
  plan: (tx: Transaction, keys: SigningKeyRow[], now: Date) => Promise<void>,
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockSigningKeys(tx);
    const now = clock.now();
    await plan(tx, await findPublishedKeys(tx, now), now);
  });
}

async function addKey(
  tx: Transaction,
  sealer: Sealer,
  schedule: KeySchedule,
  now: Date,
  signsFrom: Date,
): Promise<void> {
  const signsUntil = secondsAfter(signsFrom, schedule.signsForSeconds);
  await insertSigningKey(tx, {
    ...(await newKeyPair(sealer)),
    created_at: now,
    signs_from: signsFrom,
    signs_until: signsUntil,
    published_until: secondsAfter(signsUntil, schedule.publishedAfterSeconds),
  });
}
