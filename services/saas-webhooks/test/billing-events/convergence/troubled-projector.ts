import type { Database } from '@quartet/platform/database';
import type { ObjectName, Projector } from '@quartet/webhooks';
import { sql } from 'drizzle-orm';
import type { Account } from '../lives/open-account.ts';
import type { Course } from './deliver.ts';
import { ownersOf } from './owners.ts';

/** More deaths than these are not caused at one object: it would be parked. */
const MOST_DEATHS = 5;

/** A worker's process ended in the middle; the database undoes what it did. */
class KilledError extends Error {
  override readonly name = 'KilledError';
}

/**
 * A projector that looks at objects, but not always gets an answer, and whose workers die before or after their
 * work, or lose the lease to another worker while they are at it.
 */
export function troubledProjector(
  projector: Projector,
  { db, account, courses }: { db: Database; account: Account; courses: readonly Course[] },
): Projector {
  const courseOf = ownersOf(courses, ({ life }) => life.events);
  const deaths = new Map<string, number>();
  return {
    async observe({ objectKey }) {
      const { trouble, random } = courseOf(idOf(objectKey));
      if (random() >= trouble.looks) return undefined;
      const payload = await account.look(objectKey);
      return payload === undefined ? undefined : { payload, observedAt: new Date() };
    },
    async project(tx, projection) {
      const { objectKey } = projection;
      const { trouble, random } = courseOf(idOf(objectKey));
      const count = deaths.get(objectKey) ?? 0;
      if (count >= MOST_DEATHS || random() >= trouble.killed) return await projector.project(tx, projection);
      deaths.set(objectKey, count + 1);
      const moment = random();
      if (moment < 0.3) throw new KilledError('before');
      const outcome = await projector.project(tx, projection);
      if (moment < 0.7) throw new KilledError('after');
      await takeLeaseAway(db, projection);
      return outcome;
    },
  };
}

function idOf(objectKey: string): string {
  return objectKey.slice(objectKey.indexOf(':') + 1);
}

/** As if the worker had been silent for too long. */
async function takeLeaseAway(db: Database, { objectKey }: ObjectName): Promise<void> {
  await db.orm.execute(sql`
    update webhook_objects set state = 'pending', lease_until = null, leased_by = null
     where object_key = ${objectKey} and state = 'leased'`);
}
