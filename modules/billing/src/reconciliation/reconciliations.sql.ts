import { type Executor, refusing, type Slice } from '@quartet/platform/database';
import { type SQL, sql } from 'drizzle-orm';
import { billingErrors } from '../errors.ts';
import type { DriftClass } from './drift.ts';
import type { Phase } from './phases.ts';
import { deleteSeen } from './seen.sql.ts';

export interface NewReconciliation {
  id: string;
  requestedBy: string | null;
  requestedAt: Date;
  since: Date;
  isDryRun: boolean;
  requestBudget: number;
}

/** @throws `reconciliation_running` */
export async function insertReconciliation(executor: Executor, row: NewReconciliation): Promise<void> {
  await refusing(
    { reconciliations_one_runs: billingErrors.reconciliationRunning },
    executor.execute(sql`
      insert into reconciliations (id, requested_by, requested_at, since, is_dry_run, request_budget)
      values (${row.id}, ${row.requestedBy}, ${row.requestedAt.toISOString()}, ${row.since.toISOString()},
              ${row.isDryRun}, ${row.requestBudget})`),
  );
}

/** A reconciliation that this process works on. */
export interface Claim {
  id: string;
  fence: string;
  requestedAt: Date;
  since: Date;
  isDryRun: boolean;
  phase: Phase;
  cursor: string | undefined;
  attempts: number;
  requestBudget: number;
}

/** Takes on the reconciliation that runs, unless somebody works on it. */
export async function claimReconciliation(
  executor: Executor,
  { seconds }: { seconds: number },
): Promise<Claim | undefined> {
  const { rows } = await executor.execute<{
    id: string;
    fence: string;
    requested_at: string;
    since: string;
    is_dry_run: boolean;
    phase: Phase;
    cursor: string | null;
    attempts: number;
    request_budget: number;
  }>(sql`
    update reconciliations
       set fence = fence + 1, attempts = attempts + 1, lease_until = now() + make_interval(secs => ${seconds})
     where state = 'running' and (lease_until is null or lease_until < now())
    returning id, fence, requested_at, since, is_dry_run, phase, cursor, attempts, request_budget`);
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    id: row.id,
    fence: row.fence,
    requestedAt: new Date(row.requested_at),
    since: new Date(row.since),
    isDryRun: row.is_dry_run,
    phase: row.phase,
    cursor: row.cursor ?? undefined,
    attempts: row.attempts,
    requestBudget: row.request_budget,
  };
}

/** What one page brought. */
export interface Progress {
  phase: Phase;
  cursor: string | undefined;
  eventsSeen: number;
  objectsCompared: number;
}

/** Says that whoever has the claim is at work; one that was given back meanwhile stays so. @returns false when somebody else has it by now */
export async function renewReconciliation(
  executor: Executor,
  claim: Claim,
  { seconds }: { seconds: number },
): Promise<boolean> {
  return await updateClaimed(
    executor,
    claim,
    sql`lease_until = case when lease_until is not null then now() + make_interval(secs => ${seconds}) end`,
  );
}

/** Spends so many requests, or those that are left. @returns how many; nothing when somebody else has the claim */
export async function spendRequests(
  executor: Executor,
  { id, fence }: Claim,
  count: number,
): Promise<number | undefined> {
  const { rows } = await executor.execute<{ granted: number }>(sql`
    with mine as (
      select id, greatest(0, least(${count}::integer, request_budget - requests_used)) as granted from reconciliations
       where id = ${id} and fence = ${fence}::bigint and state = 'running' for update
    )
    update reconciliations set requests_used = requests_used + granted
      from mine where reconciliations.id = mine.id returning granted`);
  return rows[0]?.granted;
}

/** Moves a reconciliation behind a page. @returns false when somebody else has it by now */
export async function advanceReconciliation(
  executor: Executor,
  claim: Claim,
  progress: Progress,
): Promise<boolean> {
  return await updateClaimed(
    executor,
    claim,
    sql`phase = ${progress.phase}, cursor = ${progress.cursor ?? null}, attempts = 0,
        events_seen = events_seen + ${progress.eventsSeen},
        objects_compared = objects_compared + ${progress.objectsCompared}`,
  );
}

/** Gives a claim back, to be taken on again. */
export async function releaseReconciliation(executor: Executor, claim: Claim): Promise<void> {
  await updateClaimed(executor, claim, sql`lease_until = null`);
}

/** Ends a reconciliation: it finished, or failed for the reason that is given. */
export async function endReconciliation(
  executor: Executor,
  claim: Claim,
  { now, error }: { now: Date; error?: string },
): Promise<void> {
  const state = error === undefined ? 'finished' : 'failed';
  const isOurs = await updateClaimed(
    executor,
    claim,
    sql`state = ${state}, finished_at = ${now.toISOString()}, error = ${error ?? null}, lease_until = null`,
  );
  if (isOurs) await deleteSeen(executor, claim.id);
}

async function updateClaimed(executor: Executor, { id, fence }: Claim, set: SQL): Promise<boolean> {
  const { rows } = await executor.execute(sql`
    update reconciliations set ${set} where id = ${id} and fence = ${fence}::bigint and state = 'running' returning id`);
  return rows.length > 0;
}

export type ReconciliationRow = {
  id: string;
  requested_by: string | null;
  requested_at: string;
  since: string;
  is_dry_run: boolean;
  state: 'running' | 'finished' | 'failed';
  events_seen: number;
  objects_compared: number;
  requests_used: number;
  request_budget: number;
  finished_at: string | null;
  error: string | null;
  drift: Readonly<Partial<Record<DriftClass, number>>>;
};

const ROWS = sql`
  select id, requested_by, requested_at, since, is_dry_run, state, events_seen, objects_compared, requests_used,
         request_budget, finished_at, error,
         (select coalesce(json_object_agg(class, amount), '{}')
            from (select class, count(*)::int as amount from reconciliation_drift
                   where reconciliation_id = reconciliations.id group by class) as classes) as drift
    from reconciliations`;

/** The newest first. */
export async function findReconciliations(
  executor: Executor,
  { past, count }: Slice,
): Promise<ReconciliationRow[]> {
  const behind = past === undefined ? sql`true` : sql`id < ${past}`;
  const { rows } = await executor.execute<ReconciliationRow>(
    sql`${ROWS} where ${behind} order by id desc limit ${count}`,
  );
  return rows;
}

export async function findReconciliation(
  executor: Executor,
  id: string,
): Promise<ReconciliationRow | undefined> {
  const { rows } = await executor.execute<ReconciliationRow>(sql`${ROWS} where id = ${id}`);
  return rows[0];
}

/** Their drift goes with them. */
export async function deleteReconciliations(executor: Executor, { before }: { before: Date }): Promise<void> {
  await executor.execute(sql`delete from reconciliations where finished_at < ${before.toISOString()}`);
}
