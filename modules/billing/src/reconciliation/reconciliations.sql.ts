import { type Executor, refusing, type Slice } from '@quartet/platform/database';
import { type SQL, sql } from 'drizzle-orm';
import { billingErrors } from '../errors.ts';
import type { DriftClass } from './drift.ts';

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

export type Phase = 'events' | 'subscriptions';

/** A reconciliation that this process works on. */
export interface Claim {
  id: string;
  fence: string;
  since: Date;
  isDryRun: boolean;
  phase: Phase;
  cursor: string | undefined;
  attempts: number;
  requestBudget: number;
  requestsUsed: number;
}

/** Takes on the reconciliation that runs, unless somebody works on it. */
export async function claimReconciliation(
  executor: Executor,
  { seconds }: { seconds: number },
): Promise<Claim | undefined> {
  const { rows } = await executor.execute<{
    id: string;
    fence: string;
    since: string;
    is_dry_run: boolean;
    phase: Phase;
    cursor: string | null;
    attempts: number;
    request_budget: number;
    requests_used: number;
  }>(sql`
    update reconciliations
       set fence = fence + 1, attempts = attempts + 1, lease_until = now() + make_interval(secs => ${seconds})
     where state = 'running' and (lease_until is null or lease_until < now())
    returning id, fence, since, is_dry_run, phase, cursor, attempts, request_budget, requests_used`);
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    id: row.id,
    fence: row.fence,
    since: new Date(row.since),
    isDryRun: row.is_dry_run,
    phase: row.phase,
    cursor: row.cursor ?? undefined,
    attempts: row.attempts,
    requestBudget: row.request_budget,
    requestsUsed: row.requests_used,
  };
}

/** What one page brought. */
export interface Progress {
  phase: Phase;
  cursor: string | undefined;
  eventsSeen: number;
  subscriptionsCompared: number;
}

/** Moves a reconciliation behind a page, and keeps the claim. @returns false when somebody else has it by now */
export async function advanceReconciliation(
  executor: Executor,
  claim: Claim,
  { progress, seconds }: { progress: Progress; seconds: number },
): Promise<boolean> {
  return await updateClaimed(
    executor,
    claim,
    sql`phase = ${progress.phase}, cursor = ${progress.cursor ?? null}, requests_used = requests_used + 1,
        events_seen = events_seen + ${progress.eventsSeen}, attempts = 0,
        subscriptions_compared = subscriptions_compared + ${progress.subscriptionsCompared},
        lease_until = now() + make_interval(secs => ${seconds})`,
  );
}

/** Gives a claim back, to be taken on again. */
export async function releaseReconciliation(
  executor: Executor,
  claim: Claim,
  { requests }: { requests: number },
): Promise<void> {
  await updateClaimed(executor, claim, sql`lease_until = null, requests_used = requests_used + ${requests}`);
}

/** Ends a reconciliation: it finished, or failed for the reason that is given. */
export async function endReconciliation(
  executor: Executor,
  claim: Claim,
  { now, error }: { now: Date; error?: string },
): Promise<void> {
  const state = error === undefined ? 'finished' : 'failed';
  await updateClaimed(
    executor,
    claim,
    sql`state = ${state}, finished_at = ${now.toISOString()}, error = ${error ?? null}, lease_until = null`,
  );
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
  subscriptions_compared: number;
  requests_used: number;
  request_budget: number;
  finished_at: string | null;
  error: string | null;
  drift: Readonly<Partial<Record<DriftClass, number>>>;
};

const ROWS = sql`
  select id, requested_by, requested_at, since, is_dry_run, state, events_seen, subscriptions_compared, requests_used,
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
