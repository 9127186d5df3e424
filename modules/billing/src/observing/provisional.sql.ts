import type { Executor } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { Kind } from '../projection/kind.ts';
import { kinds } from '../projection/kinds/index.ts';
import { tables } from '../projection/tables.ts';

/** A row of the projection that was made from an event's snapshot, by the time of which it tells. */
export type ProvisionalRow = { object_key: string; as_of: string };

/** Provisional rows of all kinds and of one mode behind a position, the oldest first. */
export async function findProvisional(
  executor: Executor,
  { livemode, behind, count }: { livemode: boolean; behind: ProvisionalRow | undefined; count: number },
): Promise<ProvisionalRow[]> {
  const position =
    behind === undefined
      ? sql`true`
      : sql`as_of >= ${behind.as_of}::timestamptz and (as_of, object_key) > (${behind.as_of}::timestamptz, ${behind.object_key})`;
  const ofKinds = kinds.map(
    (kind) => sql`
      (select * from (${provisionalOf(kind, livemode)}) as rows where ${position} order by as_of, object_key limit ${count})`,
  );
  const { rows } = await executor.execute<ProvisionalRow>(sql`
    select object_key, as_of from (${sql.join(ofKinds, sql` union all `)}) as provisional
     order by as_of, object_key limit ${count}`);
  return rows;
}

/** A draft of an invoice that was deleted can never be looked at again. */
function provisionalOf({ name, table }: Kind, livemode: boolean) {
  return sql`
    select ${`${name}:`}::text || ${sql.identifier(tables[table].key)} as object_key, as_of from ${sql.identifier(table)}
     where is_provisional and livemode = ${livemode} ${table === 'invoices' ? sql`and status <> 'deleted'` : sql``}`;
}
