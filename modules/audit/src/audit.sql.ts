import type { Executor, Transaction } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { sql } from 'drizzle-orm';

export interface NewEntry {
  id: Id<'audit'>;
  occurredAt: Date;
  action: string;
  actorKind: string;
  actorId: string | null;
  subjectId: string | null;
  targetKind: string;
  targetId: string;
  reason: string | null;
  before: string | null;
  after: string | null;
  requestId: string | null;
}

/** A trigger links the row to the chain: it sets position, previous_hash and hash, and moves the head. */
export async function appendEntry(tx: Transaction, entry: NewEntry): Promise<void> {
  await tx.execute(sql`
    insert into audit_log (
      id, occurred_at, action, actor_kind, actor_id, subject_id, target_kind, target_id,
      reason, before, after, request_id
    ) values (
      ${entry.id}, ${entry.occurredAt.toISOString()}, ${entry.action}, ${entry.actorKind}, ${entry.actorId},
      ${entry.subjectId}, ${entry.targetKind}, ${entry.targetId}, ${entry.reason}, ${entry.before},
      ${entry.after}, ${entry.requestId}
    )`);
}

/**
 * - `entry_missing`: there is none at this position, and there is a later one.
 * - `entry_altered`: its content does not give its hash.
 * - `link_broken`: it does not name the hash of the entry before it, which was put in another's place.
 * - `end_broken`: the head of the chain names another last entry: the last ones are gone, or were replaced
 *   or added around the chain.
 */
export type ChainProblem = 'entry_missing' | 'entry_altered' | 'link_broken' | 'end_broken';

export interface ChainState extends Record<string, unknown> {
  /** The position of the last entry, 0 without any. */
  end: number;
  /** What is wrong with the chain, if anything. */
  problem: ChainProblem | null;
  /** The first position at which it is. */
  broken_at: number;
}

/**
 * Walks the log in order until something is wrong. One statement is one snapshot: an entry and the head
 * that it moved are either both seen or neither is.
 */
export async function inspectChain(executor: Executor): Promise<ChainState> {
  const { rows } = await executor.execute<ChainState>(sql`
    with chained as (
      select entry,
             lag(position, 1, 0::bigint) over chain as position_before,
             lag(hash, 1, repeat('0', 64)) over chain as hash_before
      from audit_log entry
      window chain as (order by position)
    ),
    judged as (
      select position_before + 1 as position,
             case
               when (entry).position <> position_before + 1 then 'entry_missing'
               when (entry).hash <> audit_entry_hash(entry) then 'entry_altered'
               when (entry).previous_hash <> hash_before then 'link_broken'
             end as problem
      from chained
    ),
    last as (
      select position, hash from audit_log
      union all select 0, repeat('0', 64)
      order by position desc limit 1
    ),
    first as (select position, problem from judged where problem is not null order by position limit 1)
    select last.position::float8 as end,
           coalesce(first.problem, case when (last.position, last.hash) is distinct from (head.position, head.hash) then 'end_broken' end) as problem,
           coalesce(first.position, last.position + 1)::float8 as broken_at
    from last
    left join audit_head head on true
    left join first on true`);
  const [state] = rows;
  if (state === undefined) throw new Error('Reading the end of the audit log gave no row.');
  return state;
}
