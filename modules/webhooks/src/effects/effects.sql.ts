import type { Executor, Transaction } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { Effect, NewEffect } from './effect.ts';

/** @returns the keys that were new */
export async function insertEffects(
  tx: Transaction,
  effects: readonly NewEffect[],
  now: Date,
): Promise<Set<string>> {
  const at = now.toISOString();
  const { rows } = await tx.execute<{ key: string }>(sql`
    insert into effects (key, kind, payload, state, created_at, settled_at)
    select key, kind, payload, case when suppressed then 'suppressed' else 'pending' end, ${at}::timestamptz,
           case when suppressed then ${at}::timestamptz end
      from unnest(
        ${sql.param(effects.map(({ key }) => key))}::text[],
        ${sql.param(effects.map(({ kind }) => kind))}::text[],
        ${sql.param(effects.map(({ payload }) => JSON.stringify(payload)))}::jsonb[],
        ${sql.param(effects.map(({ suppressed }) => suppressed === true))}::boolean[]
      ) as planned (key, kind, payload, suppressed)
     order by key collate "C"
    on conflict (key) do nothing
    returning key`);
  return new Set(rows.map(({ key }) => key));
}

export type DueEffect = Effect & { attempts: number };
/** `fence` grows with every claim: by an older one nothing can be noted. */
export type ClaimedEffect = DueEffect & { fence: string };
type DueRow = { key: string; kind: string; payload: Record<string, unknown>; attempts: number };

/** Takes a due effect of these kinds for `seconds`; nobody else takes it meanwhile. */
export async function claimEffect(
  db: Executor,
  kinds: readonly string[],
  seconds: number,
): Promise<ClaimedEffect | undefined> {
  const { rows } = await db.execute<DueRow & { fence: string }>(sql`
    with due as (
      select key from effects
       where state = 'pending' and next_attempt_at <= now() and kind = any(${sql.param([...kinds])}::text[])
       order by next_attempt_at limit 1 for update skip locked
    )
    update effects set state = 'sending', attempts = attempts + 1, fence = fence + 1,
           claimed_until = now() + make_interval(secs => ${seconds})
      from due where effects.key = due.key
    returning effects.key, kind, payload, attempts, fence`);
  return rows[0];
}

/** Locks one due effect of these kinds until the end of the transaction. */
export async function lockEffect(tx: Transaction, kinds: readonly string[]): Promise<DueEffect | undefined> {
  const { rows } = await tx.execute<DueRow>(sql`
    select key, kind, payload, attempts from effects
     where state = 'pending' and next_attempt_at <= now() and kind = any(${sql.param([...kinds])}::text[])
     order by next_attempt_at limit 1 for update skip locked`);
  return rows[0];
}

/**
 * Notes how the attempt of a claim ended. A success is noted also when the claim ran out meanwhile, as long as the
 * effect is still unknown by it: nobody has tried it again or resolved it since.
 *
 * @returns whether it was noted
 */
export async function settleClaim(
  db: Executor,
  claim: ClaimedEffect,
  { state, now, error }: { state: 'sent' | 'unknown'; now: Date; error?: string },
): Promise<boolean> {
  const { rows } = await db.execute(sql`
    update effects set state = ${state}, settled_at = ${now.toISOString()}, claimed_until = null,
           last_error = ${error ?? null}
     where ${isClaimedBy(claim, state === 'sent' ? ['sending', 'unknown'] : ['sending'])} returning key`);
  return rows.length > 0;
}

/** Has the effect of a claim tried again. @returns whether the claim was still held; else nothing is noted */
export async function postponeClaim(
  db: Executor,
  claim: ClaimedEffect,
  { seconds, error }: { seconds: number; error: string },
): Promise<boolean> {
  const { rows } = await db.execute(sql`
    update effects set state = 'pending', claimed_until = null, last_error = ${error},
           next_attempt_at = now() + make_interval(secs => ${seconds})
     where ${isClaimedBy(claim, ['sending'])} returning key`);
  return rows.length > 0;
}

function isClaimedBy({ key, fence }: ClaimedEffect, states: readonly ('sending' | 'unknown')[]) {
  return sql`key = ${key} and state = any(${sql.param([...states])}::text[]) and fence = ${fence}`;
}

/** Of an effect that the transaction has locked. */
export async function markSent(tx: Transaction, key: string, now: Date): Promise<void> {
  await tx.execute(sql`
    update effects set state = 'sent', settled_at = ${now.toISOString()}, last_error = null where key = ${key}`);
}

/** Counts an attempt whose transaction was undone. */
export async function postponeUndone(
  db: Executor,
  key: string,
  { seconds, error }: { seconds: number; error: string },
): Promise<void> {
  await db.execute(sql`
    update effects set last_error = ${error}, attempts = attempts + 1,
           next_attempt_at = now() + make_interval(secs => ${seconds})
     where key = ${key} and state = 'pending'`);
}

/** Attempts after which the wait has long come to its maximum; more of them would be no number any more. */
const MAX_DOUBLINGS = 30;

/**
 * Of senders that died, or did not end before their claim: those of the kinds `retried` are tried again after a backoff
 * as after any failure (see backoff.ts), of the kinds `others` nobody knows how it ended. Any further kind is left to a
 * process that has its sender.
 */
export async function settleAbandoned(
  db: Executor,
  { retried, others }: Readonly<Record<'retried' | 'others', readonly string[]>>,
  {
    now,
    baseSeconds,
    maxSeconds,
    random,
  }: {
    now: Date;
    baseSeconds: number;
    maxSeconds: number;
    /** From 0 to 1. */
    random: number;
  },
): Promise<void> {
  const isOf = (kinds: readonly string[]) => sql`kind = any(${sql.param([...kinds])}::text[])`;
  const isRetried = isOf(retried);
  const waited = sql`
    ${random}::float8 * least(${maxSeconds}::float8,
      ${baseSeconds}::float8 * 2 ^ least(greatest(attempts - 1, 0), ${MAX_DOUBLINGS}::integer))`;
  await db.execute(sql`
    update effects set state = case when ${isRetried} then 'pending' else 'unknown' end,
           settled_at = case when ${isRetried} then null else ${now.toISOString()}::timestamptz end,
           next_attempt_at = case when ${isRetried} then now() + make_interval(secs => ${waited})
                                  else next_attempt_at end,
           claimed_until = null, last_error = 'The sender died in the middle, or took longer than its claim.'
     where state = 'sending' and claimed_until <= now() and (${isRetried} or ${isOf(others)})`);
}
