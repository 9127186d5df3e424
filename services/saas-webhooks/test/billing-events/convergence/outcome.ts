import type { Database } from '@quartet/platform/database';
import type { SimulatedEvent } from '@quartet/stripe-simulator';
import { sql } from 'drizzle-orm';
import { projectionTables } from './open-inbox.ts';
import { ownersOf } from './owners.ts';

/** What became of a life: lines that tell of rows, entitlements and effects, sorted. */
export type Outcome = readonly string[];

/** The id of an object, and a line that tells of it. */
export type Line = readonly [id: string, line: string];

/**
 * Reads what became of each life.
 *
 * @param lives the events of each
 * @throws for what belongs to none
 */
export async function readOutcomes(
  db: Database,
  lives: readonly (readonly SimulatedEvent[])[],
): Promise<Outcome[]> {
  const outcomes = lives.map((events) => ({ events, lines: [] as string[] }));
  const outcomeOf = ownersOf(outcomes, ({ events }) => events);
  for (const [id, line] of await readLines(db)) outcomeOf(id).lines.push(line);
  return outcomes.map(({ lines }) => lines.toSorted());
}

/** Everything that there is to say of billing: equal where billing is in the same state. */
export async function readLines(db: Database): Promise<Line[]> {
  return [
    ...(await projectedRows(db)),
    ...(await plannedEffects(db)),
    ...(await givenEntitlements(db)),
    ...(await wrongSettlements(db)),
  ];
}

/** Every row, but for how far it can be relied on. */
async function projectedRows(db: Database): Promise<Line[]> {
  const tables = await projectionTables(db);
  const of = (table: string) => sql`
    select ${table} as name, to_jsonb(t) - 'as_of' - 'is_provisional' as row from ${sql.identifier(table)} t`;
  const { rows } = await db.orm.execute<{ name: string; row: Record<string, unknown> }>(
    sql.join(tables.map(of), sql` union all `),
  );
  return rows.map(({ name, row }) => [
    String(row[name === 'subscription_items' ? 'subscription_id' : 'id'] ?? row.customer_id),
    `${name} ${JSON.stringify(row)}`,
  ]);
}

/** Keys of effects; money that moved, and what ended, is told in any case. */
async function plannedEffects(db: Database): Promise<Line[]> {
  const { rows } = await db.orm.execute<{ key: string; state: string }>(sql`select key, state from effects`);
  return rows.map(({ key, state }) => {
    const [kind = '', id = ''] = key.split(':');
    const isMissed = state === 'suppressed' && ['receipt', 'refund', 'subscription_ended'].includes(kind);
    return [id, `effect ${key}${isMissed ? ' is suppressed' : ''}`];
  });
}

/** What each customer may use, an hour before the end of grace, if there is one, and an hour after. */
async function givenEntitlements(db: Database): Promise<Line[]> {
  await db.orm.execute(sql.raw(ACCOUNT_FOR_EACH_CUSTOMER));
  const { rows } = await db.orm.execute<{ id: string; hours: number; given: string }>(sql`
    select customers.id, hours, string_agg(concat_ws(' ', feature, quota), ', ' order by feature) as given
      from customers
      cross join lateral (
        select coalesce(max(access_until) filter (where access_until < 'infinity'), '2026-07-01') as moment
          from subscriptions where customer_id = customers.id) as grace
      cross join (values (-1), (1)) as offsets (hours)
      cross join lateral entitlements_of('user_' || customers.id, null, false, moment + hours * interval '1 hour')
     group by 1, 2`);
  return rows.map(({ id, hours, given }) => [id, `entitlements ${hours} h from the end: ${given}`]);
}

/** Row level security lets nobody write accounts of several people but one after the other. */
const ACCOUNT_FOR_EACH_CUSTOMER = `
  do $$
  declare
    customer text;
  begin
    for customer in select id from customers loop
      perform set_config('quartet.user_id', 'user_' || customer, true);
      continue when exists (select from users where id = 'user_' || customer);
      insert into users (id, email, created_at, updated_at)
      values ('user_' || customer, lower(customer) || '@example.com', now(), now());
      insert into billing_accounts (id, user_id, livemode, customer_id, created_at)
      values ('account_' || customer, 'user_' || customer, false, customer, now());
    end loop;
  end $$`;

/** Events that are not settled, or were settled more than once. */
async function wrongSettlements(db: Database): Promise<Line[]> {
  const { rows } = await db.orm.execute<{ object_key: string; event_id: string; times: number }>(sql`
    select object_key, event_id, count(settled)::int as times
      from webhook_event_states states
      left join (select unnest(event_ids) as event_id, true as settled from webhook_attempts
                  where outcome = 'succeeded') as attempts using (event_id)
     where event_id like 'evt_%'
     group by object_key, event_id, status having count(settled) <> 1 or status <> 'processed'`);
  return rows.map(({ object_key, event_id, times }) => [
    object_key.slice(object_key.indexOf(':') + 1),
    `event ${event_id} was settled ${times} times`,
  ]);
}
