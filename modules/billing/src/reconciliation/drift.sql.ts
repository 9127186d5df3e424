import type { Executor } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { Differences, Drift, DriftClass } from './drift.ts';

/** Records drift, each but once however often its page is read; a late event by the first that sees it. */
export async function insertDrift(
  executor: Executor,
  { reconciliationId, drift, now }: { reconciliationId: string; drift: readonly Drift[]; now: Date },
): Promise<void> {
  if (drift.length === 0) return;
  await executor.execute(sql`
    insert into reconciliation_drift (reconciliation_id, object_key, class, event_id, differences, found_at)
    select ${reconciliationId}, "objectKey", class, "eventId", nullif(differences, 'null'), ${now.toISOString()}
      from jsonb_to_recordset(${JSON.stringify(drift)}::jsonb) as found (
        "objectKey" text, class text, "eventId" text, differences jsonb)
     where class <> 'late' or not exists (
       select from reconciliation_drift earlier where earlier.class = 'late' and earlier.event_id = found."eventId")
    on conflict on constraint reconciliation_drift_once do nothing`);
}

/** Those of the objects whose events this reconciliation found to have never come. */
export async function findObjectsWithMissedEvents(
  executor: Executor,
  { reconciliationId, objectKeys }: { reconciliationId: string; objectKeys: readonly string[] },
): Promise<Set<string>> {
  const { rows } = await executor.execute<{ object_key: string }>(sql`
    select distinct object_key from reconciliation_drift
     where reconciliation_id = ${reconciliationId} and class = 'missed' and event_id is not null
       and object_key = any(${sql.param([...objectKeys])}::text[])`);
  return new Set(rows.map((row) => row.object_key));
}

export type DriftRow = {
  position: string;
  object_key: string;
  class: DriftClass;
  event_id: string | null;
  differences: Differences | null;
  found_at: string;
};

/** In the order in which it was found. */
export async function findDrift(
  executor: Executor,
  { reconciliationId, past, count }: { reconciliationId: string; past: string | undefined; count: number },
): Promise<DriftRow[]> {
  const { rows } = await executor.execute<DriftRow>(sql`
    select position, object_key, class, event_id, differences, found_at from reconciliation_drift
     where reconciliation_id = ${reconciliationId} and position > ${past ?? '0'}::bigint
     order by position limit ${count}`);
  return rows;
}
