import { commonErrors, isDomainError } from '@quartet/platform/errors';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webhookErrors } from '../errors.ts';
import { about, createInbox, eventOf, type Inbox, recordingProjector } from '../testing/create-inbox.ts';

let inbox: Inbox;
beforeAll(async () => {
  inbox = await createInbox(recordingProjector().projector);
});
afterAll(() => inbox.close());

test('of listed events those that were never delivered enter the log, and their delivery is then a duplicate', async () => {
  const delivered = eventOf(about('sub_1'));
  await inbox.deliver(delivered);
  const missed = Array.from({ length: 300 }, () => eventOf(about('sub_2')));
  const receipts = await inbox.webhooks.accept({ provider: 'stripe', payloads: [delivered, ...missed] });
  expect(receipts).toEqual([
    { event_id: delivered.id, status: 'duplicate' },
    ...missed.map(({ id }) => ({ event_id: id, status: 'accepted' })),
  ]);
  expect(await inbox.deliver(missed[0])).toMatchObject({ status: 'duplicate' });
  expect(
    await inbox.rowsOf(sql`select source, count(*)::int from webhook_events group by 1 order by 2`),
  ).toEqual([
    { source: 'unsigned', count: 1 },
    { source: 'reconciled', count: 300 },
  ]);
});

test('a list with something that is no event is refused whole', async () => {
  const listed = inbox.webhooks.accept({ provider: 'stripe', payloads: [eventOf({ id: 'evt_beside' }), {}] });
  await expect(listed).rejects.toSatisfy((error) => isDomainError(error, webhookErrors.invalidPayload));
  const beside = inbox.webhooks.readEvent({ event_id: 'evt_beside' });
  await expect(beside).rejects.toSatisfy((error) => isDomainError(error, commonErrors.notFound));
});
