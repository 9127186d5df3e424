import type { Executor } from '@quartet/platform/database';
import { and, sql } from 'drizzle-orm';
import type { EffectState } from './contract.ts';

export type LedgerRow = {
  key: string;
  kind: string;
  payload: unknown;
  state: EffectState;
  attempts: number;
  next_attempt_at: string;
  created_at: string;
  settled_at: string | null;
  last_error: string | null;
  resolved_by: string | null;
  resolved_reason: string | null;
};

export interface EffectFilter {
  state?: EffectState | undefined;
  kind?: string | undefined;
}

const COLUMNS = sql`
  key, kind, payload, state, attempts, next_attempt_at, created_at, settled_at, last_error, resolved_by, resolved_reason`;

/** Effects of every state, the newest first, behind a position. */
export async function findEffects(
  db: Executor,
  { state, kind }: EffectFilter,
  { behind, count }: { behind: { at: Date; tie: string } | undefined; count: number },
): Promise<LedgerRow[]> {
  const condition = and(
    state && sql`state = ${state}`,
    kind === undefined ? undefined : sql`kind = ${kind}`,
    behind && sql`(created_at, key) < (${behind.at.toISOString()}::timestamptz, ${behind.tie})`,
  );
  const { rows } = await db.execute<LedgerRow>(sql`
    select ${COLUMNS} from effects where ${condition ?? sql`true`}
     order by created_at desc, key desc limit ${count}`);
  return rows;
}

export async function findEffectState(db: Executor, key: string): Promise<EffectState | undefined> {
  const { rows } = await db.execute<{ state: EffectState }>(
    sql`select state from effects where key = ${key}`,
  );
  return rows[0]?.state;
}

export interface Resolution {
  outcome: 'sent' | 'retry';
  operatorId: string;
  reason: string;
  now: Date;
}

/** @returns nothing when there is no unknown effect of this key */
export async function resolveUnknown(
  db: Executor,
  key: string,
  { outcome, operatorId, reason, now }: Resolution,
): Promise<LedgerRow | undefined> {
  const end =
    outcome === 'sent'
      ? sql`state = 'sent', settled_at = ${now.toISOString()}`
      : sql`state = 'pending', settled_at = null, attempts = 0, next_attempt_at = now()`;
  const { rows } = await db.execute<LedgerRow>(sql`
    update effects set ${end}, resolved_by = ${operatorId}, resolved_reason = ${reason}
     where key = ${key} and state = 'unknown'
    returning ${COLUMNS}`);
  return rows[0];
}
