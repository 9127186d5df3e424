import { secondsAfter } from '@quartet/platform/clock';
import type { Arrival, News } from '@quartet/webhooks';
import { type DriftClass, LATE_SECONDS, SETTLING_SECONDS, WAITING_SECONDS } from './drift.ts';

/**
 * What is wrong with an event of the provider's list; nothing for one that came in time and was processed, or
 * will be.
 */
export function classifyEvent(
  { createdAt }: { createdAt: Date },
  arrival: Arrival | undefined,
  now: Date,
): DriftClass | undefined {
  if (arrival === undefined) return 'missed';
  if (arrival.isWaiting && arrival.receivedAt < secondsAfter(now, -WAITING_SECONDS)) return 'dropped';
  const wasDelivered = arrival.source === 'signed' || arrival.source === 'unsigned';
  return wasDelivered && arrival.receivedAt > secondsAfter(createdAt, LATE_SECONDS) ? 'late' : undefined;
}

/** What is known of an object whose row differs from it. */
export interface Evidence {
  /** What the log has of it. */
  news: News | undefined;
  /** Whether the row is still to be confirmed, which healing does. */
  isProvisional: boolean;
}

/** Why an object's row differs from the object; nothing when there is no telling yet. */
export function classifyObject({ news, isProvisional }: Evidence, now: Date): DriftClass | undefined {
  if (news === undefined || news.events === 0) return 'missed';
  if (news.isParked) return 'dropped';
  if (news.waitingSince !== undefined) {
    if (news.waitingSince < secondsAfter(now, -WAITING_SECONDS)) return 'dropped';
    return news.isWaitingLate ? 'late' : undefined;
  }
  const isSettled = !isProvisional && news.lastAt < secondsAfter(now, -SETTLING_SECONDS);
  return isSettled ? 'edited' : undefined;
}
