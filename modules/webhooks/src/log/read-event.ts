import type { WebhooksCore } from '../core.ts';
import { findEvent } from './find-event.ts';
import { type EventName, findAttempts } from './log.sql.ts';
import { presentAttempt, presentEvent } from './present.ts';

const MAX_ATTEMPTS_SHOWN = 100;

/** One event with its payload and the attempts at it, the last first. */
export async function readEvent({ db }: WebhooksCore, name: EventName) {
  const event = await findEvent(db.orm, name);
  const attempts = await findAttempts(db.orm, event, MAX_ATTEMPTS_SHOWN);
  const text = event.payload.toString('utf8');
  const payload: unknown = JSON.parse(text);
  return {
    event: presentEvent(event),
    payload,
    raw_payload: text,
    attempts: attempts.map(presentAttempt),
  };
}
