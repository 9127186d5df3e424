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

export type ClaimedEffect = Effect & { attempts: number };
type EffectRow = { key: string; kind: string; payload: Record<string, unknown>; attempts: number };

/** Takes due effects of these kinds for `seconds`; nobody else takes them meanwhile. */
export async function claimEffects(
  db: Executor,
  kinds: readonly string[],
  { limit, seconds }: { limit: number; seconds: number },
): Promise<ClaimedEffect[]> {
  const { rows } = await db.execute<EffectRow>(sql`
    with due as (
      select key from effects
       where state = 'pending' and next_attempt_at <= now() and kind = any(${sql.param([...kinds])}::text[])
       order by next_attempt_at limit ${limit} for update skip locked
    )
    update effects set state = 'sending', attempts = attempts + 1,
           claimed_until = now() + make_interval(secs => ${seconds})
      from due where effects.key = due.key
    returning effects.key, kind, payload, attempts`);
  return rows;
}

/** Locks one due effect of these kinds until the end of the transaction. */
export async function lockEffect(
  tx: Transaction,
  kinds: readonly string[],
): Promise<ClaimedEffect | undefined> {
  const { rows } = await tx.execute<EffectRow>(sql`
    select key, kind, payload, attempts from effects
     where state = 'pending' and next_attempt_at <= now() and kind = any(${sql.param([...kinds])}::text[])
     order by next_attempt_at limit 1 for update skip locked`);
  return rows[0];
}

export async function settleEffect(
  db: Executor,
  key: string,
  { state, now, error }: { state: 'sent' | 'unknown'; now: Date; error?: string },
): Promise<void> {
  await db.execute(sql`
    update effects set state = ${state}, settled_at = ${now.toISOString()}, claimed_until = null,
           last_error = ${error ?? null}
     where key = ${key} and state in ('pending', 'sending')`);
}

/** A claim has counted its attempt already. */
export async function postponeEffect(
  db: Executor,
  key: string,
  { seconds, error }: { seconds: number; error: string },
): Promise<void> {
  await db.execute(sql`
    update effects set state = 'pending', claimed_until = null, last_error = ${error},
           attempts = attempts + case state when 'pending' then 1 else 0 end,
           next_attempt_at = now() + make_interval(secs => ${seconds})
     where key = ${key} and state in ('pending', 'sending')`);
}

/** Of senders that died in the middle: those of `kinds` may try again, of the others nobody knows how it ended. */
export async function settleAbandoned(db: Executor, kinds: readonly string[], now: Date): Promise<void> {
  const isRetried = sql`kind = any(${sql.param([...kinds])}::text[])`;
  await db.execute(sql`
    update effects set state = case when ${isRetried} then 'pending' else 'unknown' end,
           settled_at = case when ${isRetried} then null else ${now.toISOString()}::timestamptz end,
           claimed_until = null, last_error = 'The sender died in the middle.'
     where state = 'sending' and claimed_until <= now()`);
}
