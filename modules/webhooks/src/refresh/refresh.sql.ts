import type { Executor } from '@quartet/platform/database';
import { newId } from '@quartet/platform/ids';
import { sql } from 'drizzle-orm';
import type { ObjectName } from '../projector.ts';

/**
 * Marks objects as dirty, in the order of their keys, as intakes do. One that is parked stays so, and one that
 * waits after a failure waits on: whatever fails there would fail again.
 */
export async function markObjects(db: Executor, objects: readonly ObjectName[]): Promise<void> {
  const column = (valueIn: (object: ObjectName) => unknown) => sql.param(objects.map(valueIn));
  await db.execute(sql`
    insert into webhook_objects (id, provider, account, livemode, object_key)
    select min(id), provider, account, livemode, object_key
      from unnest(
        ${column(() => newId('object'))}::text[],
        ${column(({ provider }) => provider)}::text[],
        ${column(({ account }) => account)}::text[],
        ${column(({ livemode }) => livemode)}::boolean[],
        ${column(({ objectKey }) => objectKey)}::text[]
      ) as objects (id, provider, account, livemode, object_key)
     group by provider, account, livemode, object_key
     order by provider collate "C", account collate "C", livemode, object_key collate "C"
    on conflict on constraint webhook_objects_key do update set marks = webhook_objects.marks + 1`);
}

export type ObjectState = 'pending' | 'leased' | 'parked';

/** @returns nothing when no work waits for the object */
export async function findObjectState(
  db: Executor,
  { provider, account, livemode, objectKey }: ObjectName,
): Promise<ObjectState | undefined> {
  const { rows } = await db.execute<{ state: ObjectState }>(sql`
    select state from webhook_objects
     where provider = ${provider} and account = ${account} and livemode = ${livemode} and object_key = ${objectKey}`);
  return rows[0]?.state;
}
