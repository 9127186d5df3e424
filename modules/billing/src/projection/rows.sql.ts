import type { Transaction } from '@quartet/platform/database';
import { bookkeeping } from './changes.ts';
import type { Kind, Rows } from './kind.ts';
import { type NamedStatement, runNamed } from './named-statement.ts';
import { childTables, tables } from './tables.ts';

/** Where the projection is: in use, or beside it; see the migration. */
export type Schema = 'public' | 'shadow';

/** A row as it is stored, in the form of JSON. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** The row of an object, with its children in their order. */
export interface StoredRows {
  row: StoredRow;
  children: readonly StoredRow[];
}

/** What a row is made from: of which mode it is, up to when it tells, and whether that is still to be confirmed. */
interface Reliance {
  livemode: boolean;
  asOf: Date;
  isProvisional: boolean;
}

/** The rows of one kind of object in one schema. */
export interface ProjectedRows {
  find(tx: Transaction, id: string): Promise<StoredRows | undefined>;
  /** Writes a row over the one that is there, replaces its children, and answers both as they are stored. */
  put(tx: Transaction, rows: Rows, reliance: Reliance): Promise<StoredRows>;
  /** Deletes a row and its children. */
  remove(tx: Transaction, id: string): Promise<void>;
}

export function projectedRows(kind: Kind, schema: Schema): ProjectedRows {
  const find: NamedStatement = { name: `${schema}_find_${kind.table}`, text: findText(kind, schema) };
  const put: NamedStatement = { name: `${schema}_put_${kind.table}`, text: putText(kind, schema) };
  const remove: NamedStatement = { name: `${schema}_remove_${kind.table}`, text: removeText(kind, schema) };
  return {
    async find(tx, id) {
      const [found] = await runNamed<{ row: StoredRow; children: StoredRow[] }>(tx, find, [id]);
      return found;
    },
    async put(tx, { row, children }, { livemode, asOf, isProvisional }) {
      const written = JSON.stringify({ ...row, livemode, as_of: asOf, is_provisional: isProvisional });
      const values = kind.childTable === undefined ? [written] : [written, JSON.stringify(children)];
      const [stored] = await runNamed<{ row: StoredRow; children: StoredRow[] }>(tx, put, values);
      if (stored === undefined) throw new Error(`Nothing was written to ${kind.table}.`);
      return stored;
    },
    async remove(tx, id) {
      await runNamed(tx, remove, [id]);
    },
  };
}

function findText({ table, childTable }: Kind, schema: Schema): string {
  const { key } = tables[table];
  const children =
    childTable === undefined
      ? `'[]'::jsonb`
      : `(select coalesce(jsonb_agg(to_jsonb(child) order by child.position), '[]')
            from ${schema}.${childTable} child where child.${childTables[childTable].parent} = found.${key})`;
  return `select to_jsonb(found) as row, ${children} as children
            from ${schema}.${table} found where found.${key} = $1`;
}

function putText({ table, childTable }: Kind, schema: Schema): string {
  const { key, columns } = tables[table];
  const own = `
    insert into ${schema}.${table} as stored
    select * from jsonb_populate_record(null::${schema}.${table}, $1::jsonb)
    on conflict (${key}) do update set ${overwrite([...columns, ...bookkeeping])}
    returning to_jsonb(stored) as row`;
  if (childTable === undefined) return `with put as (${own}) select row, '[]'::jsonb as children from put`;
  const child = childTables[childTable];
  return `
    with put as (${own}),
    given as materialized (select * from jsonb_populate_recordset(null::${schema}.${childTable}, $2::jsonb)),
    gone as (
      delete from ${schema}.${childTable}
       where ${child.parent} = $1::jsonb ->> '${key}' and ${child.key} not in (select ${child.key} from given)
    ),
    put_children as (
      insert into ${schema}.${childTable} as stored select * from given
      on conflict (${child.key}) do update set ${overwrite(child.columns)}
      returning stored.position, to_jsonb(stored) as row
    )
    select row, (select coalesce(jsonb_agg(row order by position), '[]') from put_children) as children from put`;
}

function removeText({ table, childTable }: Kind, schema: Schema): string {
  const own = `delete from ${schema}.${table} where ${tables[table].key} = $1`;
  if (childTable === undefined) return own;
  const { parent } = childTables[childTable];
  return `with gone as (delete from ${schema}.${childTable} where ${parent} = $1) ${own}`;
}

function overwrite(columns: readonly string[]): string {
  return columns.map((column) => `${column} = excluded.${column}`).join(', ');
}
