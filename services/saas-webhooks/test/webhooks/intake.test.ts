import { codeOf } from '@quartet/testing/service';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliver, type RunningWebhooks, startWebhooks } from '../start-webhooks.ts';

let api: RunningWebhooks;
beforeAll(async () => {
  api = await startWebhooks();
});
afterAll(() => api.stop());

test('a signed event is accepted once it is stored, and again it is a duplicate', async () => {
  const first = await deliver(api, event('evt_1'));
  expect([first.status, first.body]).toEqual([202, { status: 'accepted', event_id: 'evt_1' }]);
  expect(await stored('evt_1')).toBe(1);
  const again = await deliver(api, event('evt_1'));
  expect([again.status, again.body]).toEqual([202, { status: 'duplicate', event_id: 'evt_1' }]);
});

test('of 50 deliveries at once one is accepted', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(api, event('evt_parallel'))));
  const tally = Map.groupBy(answers, ({ status, body }) => `${status} ${JSON.stringify(body)}`);
  expect([...tally].map(([answer, all]) => [answer, all.length]).toSorted()).toEqual([
    ['202 {"status":"accepted","event_id":"evt_parallel"}', 1],
    ['202 {"status":"duplicate","event_id":"evt_parallel"}', 49],
  ]);
});

test('white space and Unicode are part of what is signed, whatever type the body claims to be', async () => {
  const payload = `{\r\n  "id": "evt_unicode", "type": "a.b",\t"name": "Zoë 🎈" }\n`;
  expect((await deliver(api, payload, { 'content-type': 'text/plain' })).status).toBe(202);
});

test('a key that stands twice is no reason to refuse', async () => {
  expect((await deliver(api, '{"id":"evt_x","id":"evt_twice","type":"a.b"}')).body).toEqual({
    status: 'accepted',
    event_id: 'evt_twice',
  });
});

test('without a valid signature nothing is stored', async () => {
  const payload = event('evt_forged');
  const answers = await Promise.all([
    api.send({ method: 'POST', path: '/api/webhooks/stripe', body: payload }),
    deliver(api, payload, { 'stripe-signature': '' }),
    deliver(api, payload, { 'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` }),
  ]);
  expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual([
    [400, 'invalid_signature'],
    [400, 'invalid_signature'],
    [400, 'invalid_signature'],
  ]);
  expect(await stored('evt_forged')).toBe(0);
});

test('a signed body that is no event is refused with a code of its own', async () => {
  for (const payload of ['{"id":', 'null', '{"id":"evt_no_type"}', '']) {
    const answer = await deliver(api, payload);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_payload']);
  }
});

test('a body of two MiB is refused, and those beside it are taken', async () => {
  const [large, small] = await Promise.all([
    deliver(api, event('evt_large', 'x'.repeat(2 * 1024 * 1024))),
    deliver(api, event('evt_beside')),
  ]);
  expect([large.status, codeOf(large)]).toEqual([413, 'body_too_large']);
  expect([small.status, await stored('evt_beside'), await stored('evt_large')]).toEqual([202, 1, 0]);
});

test('an event as large as the limit allows is kept whole', async () => {
  const payload = event('evt_big', 'x'.repeat(1_000_000));
  expect((await deliver(api, payload)).status).toBe(202);
  const { rows } = await api.runtime.db.orm.execute(
    sql`select length(payload) as length from webhook_events where event_id = 'evt_big'`,
  );
  expect(rows).toEqual([{ length: payload.length }]);
});

test('a provider that nobody configured is not found', async () => {
  const answer = await api.send({ method: 'POST', path: '/api/webhooks/paddle', body: event('evt_2') });
  expect(codeOf(answer)).toBe('not_found');
});

function event(id: string, padding = ''): string {
  return JSON.stringify({
    id,
    type: 'customer.subscription.updated',
    data: { object: { id: 'sub_1', padding } },
  });
}

async function stored(id: string): Promise<number> {
  const { rows } = await api.runtime.db.orm.execute(sql`select from webhook_events where event_id = ${id}`);
  return rows.length;
}
