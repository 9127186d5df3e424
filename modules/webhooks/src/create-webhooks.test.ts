import { expect, onTestFinished, test, vi } from 'vitest';
import { ignoreEverything, type Projector } from './projector.ts';
import { createInbox } from './testing/create-inbox.ts';

const processing: Projector = { project: () => Promise.resolve({ ignored: [], changes: [] }) };

test('events are given to one module, and not taken from it by the next', async () => {
  const inbox = await createInbox(undefined);
  onTestFinished(inbox.close);
  inbox.webhooks.projectWith({ projector: ignoreEverything, senders: {} });
  expect(() => inbox.webhooks.projectWith({ projector: processing, senders: {} })).toThrow(
    'given to another module already',
  );
});

test('a service without a module for events leaves them to one that has it', async () => {
  const inbox = await createInbox(undefined);
  onTestFinished(inbox.close);
  const events = await Promise.all(Array.from({ length: 30 }, () => inbox.deliver()));
  inbox.webhooks.workers.start();
  const other = inbox.another();
  other.projectWith({ projector: processing, senders: {} });
  other.workers.start();
  const statuses = () => Promise.all(events.map(({ event_id }) => inbox.statusOf(event_id)));
  await vi.waitFor(async () => expect(await statuses()).not.toContain('pending'), { timeout: 20_000 });
  expect(new Set(await statuses())).toEqual(new Set(['processed']));
});
