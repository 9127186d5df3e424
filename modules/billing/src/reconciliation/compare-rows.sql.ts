import type { Executor } from '@quartet/platform/database';
import { type SQL, sql } from 'drizzle-orm';
import type { Kind, Rows } from '../projection/kind.ts';
import { childTables, tables } from '../projection/tables.ts';
import type { Differences } from './drift.ts';

/** An object whose row differs, is missing, or should not be there. */
export type DifferingRow = { id: string; differences: Differences; is_provisional: boolean };

/** Not compared: what a row is made from, and links that the provider may sign anew whenever it is asked. */
const LEFT_OUT = sql`'{livemode,as_of,is_provisional,hosted_invoice_url,invoice_pdf_url}'::text[]`;

/** Compares what the provider says of objects of a kind, and of what belongs to them, with their rows. */
export async function compareRows(
  executor: Executor,
  { table, childTable }: Kind,
  objects: readonly Rows[],
): Promise<DifferingRow[]> {
  if (objects.length === 0) return [];
  const ofTable = sql.identifier(table);
  const key = sql.identifier(tables[table].key);
  const { rows } = await executor.execute<DifferingRow>(sql`
    with given as (
      select to_jsonb(jsonb_populate_record(null::${ofTable}, row)) ${givenChildren(childTable)} as object
        from jsonb_to_recordset(${JSON.stringify(objects.map(({ row, children }) => ({ row, children })))}::jsonb)
          as given (row jsonb, children jsonb)
    ), stored as (
      select ${key} as id, is_provisional, to_jsonb(parent) ${storedChildren(childTable, key)} as object
        from ${ofTable} parent where ${key} in (select object ->> ${tables[table].key} from given)
    ), both_sides as (
      select given.object ->> ${tables[table].key} as id, coalesce(is_provisional, false) as is_provisional,
             stored.object as here, given.object as there
        from given left join stored on stored.id = given.object ->> ${tables[table].key}
    )
    select id, is_provisional,
           jsonb_object_agg(field, jsonb_build_object('here', here -> field, 'there', there -> field)) as differences
      from both_sides cross join lateral jsonb_object_keys(there - ${LEFT_OUT}) as field
     where coalesce(here -> field, 'null') <> there -> field
     group by id, is_provisional`);
  return rows;
}

function givenChildren(childTable: Kind['childTable']): SQL {
  if (childTable === undefined) return sql``;
  return sql`|| jsonb_build_object('items', (
    select coalesce(jsonb_agg(to_jsonb(child) order by child.position), '[]')
      from jsonb_populate_recordset(null::${sql.identifier(childTable)}, children) as child))`;
}

function storedChildren(childTable: Kind['childTable'], key: SQL | ReturnType<typeof sql.identifier>): SQL {
  if (childTable === undefined) return sql``;
  return sql`|| jsonb_build_object('items', (
    select coalesce(jsonb_agg(to_jsonb(child) order by child.position), '[]')
      from ${sql.identifier(childTable)} child
     where child.${sql.identifier(childTables[childTable].parent)} = parent.${key}))`;
}
