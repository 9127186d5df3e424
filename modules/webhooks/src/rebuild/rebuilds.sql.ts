import { type Executor, refusing, type Transaction } from '@quartet/platform/database';
import { type SQL, sql } from 'drizzle-orm';
import { webhookErrors } from '../errors.ts';
import type { RebuildState } from './contract.ts';

export type RebuildRow = {
  id: string;
  operator_id: string;
  state: RebuildState;
  requested_at: string;
  cursor_object: string | null;
  objects: string;
  differences: string | null;
  built_at: string | null;
  swapped_at: string | null;
  swapped_by: string | null;
  last_error: string | null;
};

const COLUMNS = sql`
  id, operator_id, state, requested_at, cursor_object, objects, differences, built_at, swapped_at,
  swapped_by, last_error`;

/**
 * Takes the shadow for a rebuild; one that was built before it can be swapped in no more.
 *
 * @throws `rebuild_running`
 */
export async function insertRebuild(
  tx: Transaction,
  { id, operatorId, now }: { id: string; operatorId: string; now: Date },
): Promise<RebuildRow> {
  const at = now.toISOString();
  await tx.execute(sql`update webhook_rebuilds set state = 'superseded' where state = 'built'`);
  const { rows } = await refusing(
    { webhook_rebuilds_running_key: webhookErrors.rebuildRunning },
    tx.execute<RebuildRow>(sql`
      insert into webhook_rebuilds (id, operator_id, requested_at) values (${id}, ${operatorId}, ${at})
      returning ${COLUMNS}`),
  );
  const [rebuild] = rows;
  if (rebuild === undefined) throw new Error('Starting a rebuild gave no row.');
  return rebuild;
}

export async function findRebuild(db: Executor, id: string): Promise<RebuildRow | undefined> {
  return await findOne(db, sql`id = ${id}`);
}

/** The one that is being built; nothing while another process has it. */
export async function lockBuilding(tx: Transaction): Promise<RebuildRow | undefined> {
  return await findOne(tx, sql`state = 'building' for update skip locked`);
}

/** The one that waits to be swapped in, if it has not followed for `seconds`; nothing while another process has it. */
export async function lockBehind(tx: Transaction, seconds: number): Promise<RebuildRow | undefined> {
  return await findOne(
    tx,
    sql`state = 'built' and caught_up_to < now() - make_interval(secs => ${seconds}) for update skip locked`,
  );
}

/** Waits for whoever has it. */
export async function lockRebuild(tx: Transaction, id: string): Promise<RebuildRow | undefined> {
  return await findOne(tx, sql`id = ${id} for update`);
}

async function findOne(db: Executor, condition: SQL): Promise<RebuildRow | undefined> {
  const { rows } = await db.execute<RebuildRow>(
    sql`select ${COLUMNS} from webhook_rebuilds where ${condition}`,
  );
  return rows[0];
}

export async function moveCursor(
  tx: Transaction,
  id: string,
  { cursor, objects }: { cursor: string; objects: number },
): Promise<void> {
  await tx.execute(sql`
    update webhook_rebuilds set cursor_object = ${cursor}, objects = objects + ${objects} where id = ${id}`);
}

export async function markBuilt(
  tx: Transaction,
  id: string,
  { differences, now }: { differences: number; now: Date },
): Promise<void> {
  await tx.execute(sql`
    update webhook_rebuilds set state = 'built', differences = ${differences}, built_at = ${now.toISOString()}
     where id = ${id}`);
}

/** Up to the beginning of the transaction, which is before anything that it has read. */
export async function markCaughtUp(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`update webhook_rebuilds set caught_up_to = now() where id = ${id}`);
}

export async function markSwapped(
  tx: Transaction,
  id: string,
  { operatorId, now }: { operatorId: string; now: Date },
): Promise<void> {
  await tx.execute(sql`
    update webhook_rebuilds set state = 'swapped', swapped_at = ${now.toISOString()}, swapped_by = ${operatorId}
     where id = ${id}`);
}

/** Ends the one that is being built. @returns its id */
export async function failBuilding(db: Executor, error: string): Promise<string | undefined> {
  const { rows } = await db.execute<{ id: string }>(sql`
    update webhook_rebuilds set state = 'failed', last_error = ${error} where state = 'building' returning id`);
  return rows[0]?.id;
}

/** What a rebuild does at once takes as long as there are objects. */
export async function liftStatementTimeout(tx: Transaction): Promise<void> {
  await tx.execute(sql`select set_config('statement_timeout', '0', true)`);
}

/** Whether events that were processed once are to be processed again, or wait behind a dead letter for it. */
export async function isReplayPending(tx: Transaction): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    select from webhook_event_states where status = 'pending' and replay_count > 0 limit 1`);
  return rows.length > 0;
}
