import type { Transaction } from '@quartet/platform/database';
import { type SQL, sql } from 'drizzle-orm';
import { bookkeeping } from './changes.ts';
import { kinds } from './kinds/index.ts';
import type { StoredRow } from './rows.sql.ts';
import { childTables, tables } from './tables.ts';

/** A table of the projection, in use and beside it. */
interface ShadowedTable {
  table: SQL;
  key: SQL;
  columns: readonly string[];
  /** What the names of its rows begin with, such as `invoice:`. */
  prefix: string;
  /** Whether a row `used` that was not rebuilt has to go. */
  isGone: SQL;
}

type DifferenceRow = { subject: string; current: StoredRow | null; rebuilt: StoredRow | null };

export async function clearShadow(tx: Transaction): Promise<void> {
  const all = shadowedTables().map(({ table }) => sql`shadow.${table}`);
  await tx.execute(sql`truncate ${sql.join(all, sql`, `)}`);
}

/** Rows that are not the same on both sides, whole, in the order of their names. */
export async function findDifferences(
  tx: Transaction,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<DifferenceRow[]> {
  const differences = shadowedTables().map(
    ({ table, key, prefix, isGone }) => sql`
      select ${prefix}::text || coalesce(used.${key}, rebuilt.${key}) as subject,
             to_jsonb(used) as current, to_jsonb(rebuilt) as rebuilt
        from public.${table} used full join shadow.${table} rebuilt on rebuilt.${key} = used.${key}
       where ${content('used')} is distinct from ${content('rebuilt')}
         and (rebuilt.${key} is not null or (${isGone}))`,
  );
  const { rows } = await tx.execute<DifferenceRow>(sql`
    select subject, current, rebuilt from (${sql.join(differences, sql` union all `)}) as differences
     where subject collate "C" > ${after ?? ''}
     order by subject collate "C" limit ${limit}`);
  return rows;
}

/** Makes what is in use the same as what was rebuilt; rows that are the same already are not written. */
export async function mergeShadow(tx: Transaction): Promise<void> {
  for (const { table, key, columns, isGone } of shadowedTables()) {
    await tx.execute(sql`
      delete from public.${table} used
       where not exists (select from shadow.${table} rebuilt where rebuilt.${key} = used.${key}) and (${isGone})`);
    await tx.execute(sql`
      insert into public.${table} as used select * from shadow.${table}
      on conflict (${key}) do update set ${overwrite(columns)} where used is distinct from excluded`);
  }
}

function shadowedTables(): readonly ShadowedTable[] {
  const { subscription_items: items } = childTables;
  return [
    // Before their subscriptions, of which it depends what becomes of those that were not rebuilt.
    {
      table: sql`subscription_items`,
      key: sql`${sql.identifier(items.key)}`,
      columns: items.columns,
      prefix: 'subscription_item:',
      isGone: sql`
        exists (select from shadow.subscriptions where id = used.subscription_id)
        or exists (select from public.subscriptions parent where id = used.subscription_id and ${isInLog('parent')})`,
    },
    ...kinds.map(({ name, table }) => ({
      table: sql`${sql.identifier(table)}`,
      key: sql`${sql.identifier(tables[table].key)}`,
      columns: [...tables[table].columns, ...bookkeeping],
      prefix: `${name}:`,
      isGone: isInLog('used'),
    })),
  ];
}

/**
 * The log is kept for a limited time: a row that it does not speak of, and that is older than what it speaks of,
 * was made from what has left it, and stays. Times are the provider's on both sides.
 */
function isInLog(row: string): SQL {
  return sql`${sql.identifier(row)}.as_of >= (
    select created_at from public.webhook_events order by received_at, position limit 1)`;
}

function content(row: string): SQL {
  const without = sql.join(
    bookkeeping.map((column) => sql` - ${sql.raw(`'${column}'`)}`),
    sql``,
  );
  return sql`to_jsonb(${sql.identifier(row)})${without}`;
}

function overwrite(columns: readonly string[]): SQL {
  const assignments = columns.map(
    (column) => sql`${sql.identifier(column)} = excluded.${sql.identifier(column)}`,
  );
  return sql.join(assignments, sql`, `);
}
