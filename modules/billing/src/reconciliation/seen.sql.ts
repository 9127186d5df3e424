import type { Executor } from '@quartet/platform/database';
import { type SQL, sql } from 'drizzle-orm';
import type { Kind } from '../projection/kind.ts';
import { tables } from '../projection/tables.ts';
import type { DifferingRow } from './compare-rows.sql.ts';

/** More of them are left to the next reconciliation. */
const LACKING_AT_ONCE = 1_000;

/** Remembers, until the reconciliation ends, what the provider has listed. */
export async function insertSeen(
  executor: Executor,
  { reconciliationId, objectKeys }: { reconciliationId: string; objectKeys: readonly string[] },
): Promise<void> {
  await executor.execute(sql`
    insert into reconciliation_seen (reconciliation_id, object_key)
    select ${reconciliationId}, unnest(${sql.param([...objectKeys])}::text[])
    on conflict do nothing`);
}

export async function deleteSeen(executor: Executor, reconciliationId: string): Promise<void> {
  await executor.execute(sql`delete from reconciliation_seen where reconciliation_id = ${reconciliationId}`);
}

/**
 * Rows of a kind whose objects the provider did not list, although they were made in the time that its list is of.
 * That an object was deleted is known already of those that say so. Those of the other mode are not asked for, and
 * what lives on a test clock is not listed: https://docs.stripe.com/api/customers/list and …/api/subscriptions/list.
 *
 * @param made.from nothing for a list without a beginning
 */
export async function findLacking(
  executor: Executor,
  { name, table }: Kind,
  {
    reconciliationId,
    livemode,
    made,
  }: { reconciliationId: string; livemode: boolean; made: { from: Date | undefined; to: Date } },
): Promise<DifferingRow[]> {
  const key = sql.identifier(tables[table].key);
  const isSinceFrom = made.from === undefined ? sql`true` : sql`made_at >= ${made.from.toISOString()}`;
  const { rows } = await executor.execute<DifferingRow>(sql`
    select id, is_provisional,
           (select jsonb_object_agg(field, jsonb_build_object('here', value, 'there', null))
              from jsonb_each(here - '{livemode,as_of,is_provisional}'::text[]) as fields (field, value)
             where value <> 'null') as differences
      from (select ${key} as id, is_provisional, to_jsonb(stored) as here, ${madeAt(table)} as made_at
              from ${sql.identifier(table)} stored) as stored
     where made_at <= ${made.to.toISOString()} and ${isSinceFrom} and not ${isKnownAsDeleted(table)}
       and here -> 'livemode' = to_jsonb(${livemode}::boolean) and not ${isOnTestClock(table)}
       and not exists (
         select from reconciliation_seen seen
          where seen.reconciliation_id = ${reconciliationId} and seen.object_key = ${`${name}:`}::text || stored.id)
     order by id limit ${LACKING_AT_ONCE}`);
  return rows;
}

/** A payment is not made before its invoice, whose time is the only one that is known of it. */
function madeAt(table: Kind['table']): SQL {
  if (table === 'invoice_payments')
    return sql`(select created_at from invoices where invoices.id = stored.invoice_id)`;
  return sql`coalesce(stored.created_at, stored.as_of)`;
}

function isOnTestClock(table: Kind['table']): SQL {
  if (table === 'customers') return sql`(here ->> 'test_clock_id' is not null)`;
  const isOfCustomer = sql`exists (
    select from customers where customers.id = ${customerOf(table)} and customers.test_clock_id is not null)`;
  return table === 'subscriptions'
    ? sql`(here ->> 'test_clock_id' is not null or ${isOfCustomer})`
    : isOfCustomer;
}

function customerOf(table: Kind['table']): SQL {
  if (table === 'invoice_payments')
    return sql`(select customer_id from invoices where invoices.id = here ->> 'invoice_id')`;
  if (table === 'disputes')
    return sql`(select customer_id from charges where charges.id = here ->> 'charge_id')`;
  return sql`here ->> 'customer_id'`;
}

function isKnownAsDeleted(table: Kind['table']): SQL {
  if (table === 'customers') return sql`(here ->> 'is_deleted')::boolean`;
  return table === 'invoices' ? sql`here ->> 'status' = 'deleted'` : sql`false`;
}
