import type { Transaction } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import type { PendingEvent } from '../projector.ts';

/** Projects events into a table that tests can read: a row for each time that an event was projected. */
export async function logProjection(
  tx: Transaction,
  objectKey: string,
  events: readonly PendingEvent[],
): Promise<void> {
  for (const { eventId } of events) {
    await tx.execute(sql`
      insert into development_mails (recipient, raw) values (${`${objectKey} ${eventId}`}, '')`);
  }
}
