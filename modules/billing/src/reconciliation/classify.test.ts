import { secondsAfter } from '@quartet/platform/clock';
import type { Arrival, News } from '@quartet/webhooks';
import { expect, test } from 'vitest';
import { classifyEvent, classifyObject, type Evidence } from './classify.ts';

const now = new Date('2026-01-01T12:00:00Z');
const ago = (seconds: number) => secondsAfter(now, -seconds);

/** A row of which the log has news that were processed a day ago. */
function classOf({ news, ...others }: Partial<Omit<Evidence, 'news'>> & { news?: Partial<News> } = {}) {
  const settled: News = {
    events: 3,
    lastAt: ago(86_400),
    waitingSince: undefined,
    isWaitingLate: false,
    isParked: false,
  };
  const evidence = { news: { ...settled, ...news }, isProvisional: false, ...others };
  return classifyObject(evidence, now);
}

test('an object of which no event has come was missed', () => {
  expect(classifyObject({ news: undefined, isProvisional: false }, now)).toBe('missed');
  expect(classOf({ news: { events: 0 } })).toBe('missed');
});

test('an object whose events wait in vain was dropped; one whose events have only just come is on its way', () => {
  expect(classOf({ news: { isParked: true, waitingSince: ago(1) } })).toBe('dropped');
  expect(classOf({ news: { waitingSince: ago(301) } })).toBe('dropped');
  expect(classOf({ news: { waitingSince: ago(299) } })).toBeUndefined();
});

test('an object whose event waits, and came long after it happened, is late', () => {
  expect(classOf({ news: { waitingSince: ago(1), isWaitingLate: true } })).toBe('late');
});

test('an object of which everything came was edited, once it had time to settle and was confirmed', () => {
  expect(classOf()).toBe('edited');
  expect(classOf({ news: { lastAt: ago(61) } })).toBe('edited');
  expect(classOf({ news: { lastAt: ago(59) } })).toBeUndefined();
  expect(classOf({ isProvisional: true })).toBeUndefined();
});

test('an event that never came was missed, and one that waits in vain was dropped', () => {
  expect(classifyEvent({ createdAt: ago(3_600) }, undefined, now)).toBe('missed');
  expect(eventClassOf({ isWaiting: true, receivedAt: ago(301) })).toBe('dropped');
  expect(eventClassOf({ isWaiting: true, receivedAt: ago(301), source: 'reconciled' })).toBe('dropped');
  expect(eventClassOf({ isWaiting: true, receivedAt: ago(299), source: 'reconciled' })).toBeUndefined();
});

test('an event is late when it was delivered more than ten minutes after it happened', () => {
  expect(eventClassOf({ receivedAt: secondsAfter(ago(86_400), 601) })).toBe('late');
  expect(eventClassOf({ receivedAt: secondsAfter(ago(86_400), 600) })).toBeUndefined();
  expect(eventClassOf({ receivedAt: ago(60), source: 'reconciled' })).toBeUndefined();
});

/** An event of a day ago that was delivered at once and processed. */
function eventClassOf(arrival: Partial<Arrival>) {
  const settled: Arrival = { eventId: 'evt_1', source: 'signed', receivedAt: ago(86_400), isWaiting: false };
  return classifyEvent({ createdAt: ago(86_400) }, { ...settled, ...arrival }, now);
}
