import { commonErrors, isDomainError } from '@quartet/platform/errors';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webhookErrors } from '../errors.ts';
import {
  about,
  createInbox,
  settings as defaults,
  deliverTo,
  eventOf,
  type Inbox,
  recordingProjector,
} from '../testing/create-inbox.ts';

let inbox: Inbox;
beforeAll(async () => {
  inbox = await createInbox(recordingProjector().projector);
});
afterAll(() => inbox.close());

test('of 50 deliveries of one event at once one is accepted', async () => {
  const event = eventOf(about('sub_parallel'));
  const other = inbox.another();
  const receipts = await Promise.all(
    Array.from({ length: 50 }, (_, index) => deliverTo(index % 2 === 0 ? inbox.webhooks : other, event)),
  );
  const accepted = receipts.filter(({ status }) => status === 'accepted');
  expect([accepted.length, receipts.filter(({ status }) => status === 'duplicate').length]).toEqual([1, 49]);
  expect(await logged(event.id)).toHaveLength(1);
});

test('the same id under another account or mode is another event', async () => {
  const event = eventOf({ account: 'acct_1' });
  const variants = [
    event,
    { ...event, account: 'acct_2' },
    { ...event, livemode: false },
    { ...event, account: 'acct_2' },
  ];
  const statuses: string[] = [];
  for (const variant of variants) statuses.push((await inbox.deliver(variant)).status);
  expect(statuses).toEqual(['accepted', 'accepted', 'accepted', 'duplicate']);
  await expect(inbox.webhooks.readEvent({ event_id: event.id })).rejects.toSatisfy((error) =>
    isDomainError(error, webhookErrors.ambiguousEvent),
  );
  const { event: found } = await inbox.webhooks.readEvent({
    event_id: event.id,
    account: 'acct_1',
    livemode: true,
  });
  expect(found.account).toBe('acct_1');
});

test('the log keeps the body byte for byte, white space, Unicode, doubled keys and all', async () => {
  const text =
    '{ "id": "evt_bytes",\n\t"type":"a.b", "type":"a.c", "data":{"object":{"name":"Zoë \\u0000 \\ud83d 🎈"}} }\r\n';
  await receive(Buffer.from(text));
  const [row] = await logged('evt_bytes');
  expect(row?.payload.toString()).toBe(text);
  expect(row?.type).toBe('a.c');
  const { raw_payload } = await inbox.webhooks.readEvent({ event_id: 'evt_bytes' });
  expect(raw_payload).toBe(text);
});

test.each([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['without an id', '{"type":"a"}'],
  ['without a type', '{"id":"evt_1"}'],
  ['with an id that cannot be stored', '{"id":"evt_\\u0000","type":"a"}'],
  ['with an id that is too long', JSON.stringify({ id: 'e'.repeat(300), type: 'a' })],
  ['with a time beyond time', '{"id":"evt_1","type":"a","created":1e300}'],
  ['not in UTF-8', Buffer.from('{"id":"evt_1","type":"caf\u00e9"}', 'latin1')],
])('a body %s is refused as no event, and nothing is stored', async (_what, body) => {
  const before = await countOfEvents();
  await expect(receive(Buffer.from(body))).rejects.toSatisfy((error) =>
    isDomainError(error, webhookErrors.invalidPayload),
  );
  expect(await countOfEvents()).toBe(before);
});

test('a delivery without a signature is taken from this machine alone, and only where that is allowed', async () => {
  const settings = { ...defaults, allowUnsigned: false };
  const strict = inbox.another({ settings });
  const body = Buffer.from(JSON.stringify(eventOf()));
  const delivery = { provider: 'stripe', body, headers: {} };
  const attempts = [
    strict.receive({ ...delivery, isLocal: true }),
    inbox.webhooks.receive({ ...delivery, isLocal: false }),
    inbox.webhooks.receive({ ...delivery, headers: { 'stripe-signature': 't=1,v1=00' }, isLocal: true }),
  ];
  for (const attempt of attempts) {
    await expect(attempt).rejects.toSatisfy((error) => isDomainError(error, webhookErrors.invalidSignature));
  }
  expect(await inbox.webhooks.receive({ ...delivery, isLocal: true })).toMatchObject({ status: 'accepted' });
});

test('a provider that nobody configured is not found', async () => {
  const delivery = { provider: 'paddle', body: Buffer.from('{}'), headers: {}, isLocal: true };
  await expect(inbox.webhooks.receive(delivery)).rejects.toSatisfy((error) =>
    isDomainError(error, commonErrors.notFound),
  );
});

test('a service can neither change nor delete an entry of the log', async () => {
  await inbox.deliver();
  for (const statement of [
    sql`update webhook_events set payload = ''`,
    sql`delete from webhook_events`,
    sql`truncate webhook_events`,
    sql`drop table webhook_events_default`,
  ]) {
    await expect(inbox.db.orm.execute(statement)).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/permission denied|must be owner/) },
    });
  }
});

function receive(body: Buffer) {
  return inbox.webhooks.receive({ provider: 'stripe', body, headers: {}, isLocal: true });
}

async function logged(eventId: string) {
  const { rows } = await inbox.db.orm.execute<{ payload: Buffer; type: string }>(
    sql`select payload, type from webhook_events where event_id = ${eventId}`,
  );
  return rows;
}

async function countOfEvents(): Promise<unknown> {
  return (await inbox.rowsOf(sql`select count(*) from webhook_events`))[0]?.count;
}
