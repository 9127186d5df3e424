import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LogEntry } from '../projector.ts';
import { about, createInbox, type Inbox } from '../testing/create-inbox.ts';
import { findLogEntries } from './entries.sql.ts';

const SECOND = 1_772_366_400;
const name = { provider: 'stripe', account: '', livemode: true, objectKey: 'subscription:sub_1' };

let inbox: Inbox;
beforeAll(async () => {
  inbox = await createInbox({
    observe: () => Promise.resolve({ payload: { status: 'active' }, observedAt: new Date() }),
    project: () => Promise.resolve({ ignored: [], changes: [], observedAsOf: new Date(SECOND * 1000) }),
  });
});
afterAll(() => inbox.close());

test('the entries of an object in one second come with those of the last second before that has any', async () => {
  const sub1 = about('sub_1');
  await inbox.deliver({ id: 'evt_too_early', created: SECOND - 60, ...sub1 });
  await inbox.deliver({ id: 'evt_before_1', created: SECOND - 30, ...sub1 });
  await inbox.deliver({ id: 'evt_before_2', created: SECOND - 30, ...sub1 });
  await inbox.deliver({ id: 'evt_same_1', created: SECOND, ...sub1 });
  await inbox.deliver({ id: 'evt_later', created: SECOND + 1, ...sub1 });
  await inbox.deliver({ id: 'evt_same_2', created: SECOND, ...sub1 });
  await inbox.deliver({ id: 'evt_other', created: SECOND, ...about('sub_2') });
  await inbox.deliver({ id: 'evt_test_mode', created: SECOND, livemode: false, ...sub1 });
  await inbox.webhooks.refreshNow(name);

  const entries = await findLogEntries(inbox.db.orm, name, { createdAt: new Date(SECOND * 1000) });
  expect(entries.map(idOf)).toEqual([
    'evt_before_1',
    'evt_before_2',
    'evt_same_1',
    'evt_same_2',
    'observation',
  ]);
  expect(entries.at(-1)).toEqual({
    kind: 'observation',
    asOf: new Date(SECOND * 1000),
    payload: { status: 'active' },
  });
  expect(entries[0]).toMatchObject({
    event: {
      type: 'customer.subscription.updated',
      createdAt: new Date((SECOND - 30) * 1000),
      payload: { id: 'evt_before_1' },
    },
  });
});

function idOf(entry: LogEntry): string {
  return entry.kind === 'event' ? entry.event.eventId : 'observation';
}
