import type { Executor } from '@quartet/platform/database';
import { commonErrors } from '@quartet/platform/errors';
import { webhookErrors } from '../errors.ts';
import { type EventName, findEventsNamed } from './log.sql.ts';

/**
 * The one event that a name fits.
 *
 * @throws `not_found`, or `ambiguous_event` when another account or mode has an event of this id, too
 */
export async function findEvent(db: Executor, name: EventName) {
  const [event, other] = await findEventsNamed(db, name);
  if (event === undefined) throw commonErrors.notFound();
  if (other !== undefined) throw webhookErrors.ambiguousEvent();
  return event;
}
