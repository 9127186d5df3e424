import { commonErrors, isDomainError } from '@quartet/platform/errors';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { webhookErrors } from '../errors.ts';
import { createInbox, type Inbox, operator, recordingProjector } from '../testing/create-inbox.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

let inbox: Inbox;
let sent: string[];
beforeEach(async () => {
  sent = [];
  inbox = await createInbox(recordingProjector().projector, {
    senders: { receipt: { guarantee: 'uncertain', send: ({ key }) => Promise.resolve(void sent.push(key)) } },
  });
  await inbox.rowsOf(sql`
    insert into effects (key, kind, payload, state, attempts, created_at, settled_at, last_error)
    select 'receipt:in_' || n, 'receipt', '{"invoice": "in_1"}'::jsonb, 'unknown', 1, now() + n * interval '1 ms', now(), 'timed out'
      from generate_series(1, 5) n
    union all
    select 'notice:in_1', 'notice', '{}', 'pending', 0, now(), null, null`);
});
afterEach(() => inbox.close());

test('effects are listed by state and kind, the newest first, page by page', async () => {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await inbox.webhooks.listEffects({ state: 'unknown', kind: 'receipt', limit: 2, cursor });
    keys.push(...page.items.map(({ key }) => key));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  expect(keys).toEqual([5, 4, 3, 2, 1].map((number) => `receipt:in_${number}`));
  expect((await inbox.webhooks.listEffects({ limit: 10 })).items).toHaveLength(6);
});

test('an unknown effect that an operator knows to have happened is never sent', async () => {
  expect(await resolve('receipt:in_1', 'sent')).toMatchObject({
    effect: { state: 'sent', resolution: { operator_id: 'test', reason: 'the provider says so' } },
  });
  inbox.webhooks.workers.start();
  await resolve('receipt:in_2', 'retry');
  await vi.waitUntil(() => sent.length > 0, PATIENCE);
  await inbox.webhooks.workers.stop();
  expect(sent).toEqual(['receipt:in_2']);
});

test('an effect whose state says what happened cannot be resolved, and one that is not there neither', async () => {
  await resolve('receipt:in_1', 'sent');
  for (const key of ['receipt:in_1', 'notice:in_1'])
    await expect(resolve(key, 'retry')).rejects.toSatisfy((error) =>
      isDomainError(error, webhookErrors.effectNotUnknown),
    );
  await expect(resolve('receipt:in_9', 'sent')).rejects.toSatisfy((error) =>
    isDomainError(error, commonErrors.notFound),
  );
});

function resolve(key: string, outcome: 'sent' | 'retry') {
  return inbox.webhooks.resolveEffect({ key, outcome, reason: 'the provider says so', caller: operator });
}
