import type { Transaction } from '@quartet/platform/database';
import { type SQL, sql } from 'drizzle-orm';
import pg from 'pg';
import { createEffects } from '../effects/plan-effects.ts';
import type { LogEntry, ObjectName, Projector } from '../projector.ts';
import type { Inbox } from './create-inbox.ts';

const effects = createEffects({ clock: { now: () => new Date() } });
const IN_USE = sql`newest_events`;
const SHADOW = sql`newest_events_again`;

/** Makes the tables of {@link newestEventProjector}, which services cannot do. */
export async function createNewestEventTables({ database }: Inbox): Promise<void> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  for (const table of ['newest_events', 'newest_events_again'])
    await client.query(`
      create table ${table} (object_key text primary key collate "C", event_id text not null, created_at timestamptz not null);
      grant select, insert, update, delete on ${table} to quartet_app`);
  await client.end();
}

/** Keeps the newest event of each object, plans an effect for each event, and can build its rows again. */
export const newestEventProjector: Projector = {
  async project(tx, { objectKey, events }) {
    const before = await newestOf(tx, objectKey);
    for (const { eventId, createdAt } of events) await keep(tx, IN_USE, objectKey, eventId, createdAt);
    const keys = events.map(({ eventId }) => ({ key: `seen:${eventId}`, kind: 'seen', payload: {} }));
    await effects.plan(tx, keys);
    return { ignored: [], changes: [{ subject: objectKey, before, after: await newestOf(tx, objectKey) }] };
  },
  shadow: {
    clear: async (tx) => void (await tx.execute(sql`delete from ${SHADOW}`)),
    build,
    async compare(tx, { after, limit }) {
      const { rows } = await tx.execute<{
        subject: string;
        current: string | null;
        rebuilt: string | null;
      }>(sql`
        select coalesce(one.object_key, other.object_key) as subject, one.event_id as current, other.event_id as rebuilt
          from ${IN_USE} one full join ${SHADOW} other using (object_key)
         where one.event_id is distinct from other.event_id
           and coalesce(one.object_key, other.object_key) > ${after ?? ''}
         order by 1 limit ${limit}`);
      const sideOf = (event: string | null) => (event === null ? null : { event });
      return rows.map(({ subject, current, rebuilt }) => {
        return { subject, current: sideOf(current), rebuilt: sideOf(rebuilt) };
      });
    },
    async swap(tx) {
      await tx.execute(sql`delete from ${IN_USE}`);
      await tx.execute(sql`insert into ${IN_USE} select * from ${SHADOW}`);
    },
  },
};

async function build(tx: Transaction, { objectKey }: ObjectName, log: readonly LogEntry[]): Promise<void> {
  for (const entry of log) {
    if (entry.kind === 'event') await keep(tx, SHADOW, objectKey, entry.event.eventId, entry.event.createdAt);
  }
}

async function keep(
  tx: Transaction,
  table: SQL,
  objectKey: string,
  eventId: string,
  createdAt: Date,
): Promise<void> {
  await tx.execute(sql`
    insert into ${table} as kept (object_key, event_id, created_at)
    values (${objectKey}, ${eventId}, ${createdAt.toISOString()})
    on conflict (object_key) do update set event_id = excluded.event_id, created_at = excluded.created_at
     where excluded.created_at > kept.created_at`);
}

async function newestOf(tx: Transaction, objectKey: string): Promise<{ event: string } | null> {
  const { rows } = await tx.execute<{ event: string }>(
    sql`select event_id as event from ${IN_USE} where object_key = ${objectKey}`,
  );
  return rows[0] ?? null;
}
