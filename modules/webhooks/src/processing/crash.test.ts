import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { about, createInbox, type Inbox } from '../testing/create-inbox.ts';
import { logProjection } from '../testing/projection-log.ts';

/** Within this, says the design, work goes on after a crash. */
const RESUMED_WITHIN_MS = 10_000;

let inbox: Inbox;
beforeAll(async () => {
  inbox = await createInbox({
    async project(tx, { objectKey, events }) {
      await logProjection(tx, objectKey, events);
      return { ignored: [], changes: [] };
    },
  });
});
afterAll(() => inbox.close());

test('the work of a process that was killed in the middle is resumed, and nothing is done twice', async () => {
  const objects = ['sub_1', 'sub_2', 'sub_3', 'sub_4', 'sub_5', 'sub_6'];
  const ids = objects.flatMap((object) => [`evt_${object}_a`, `evt_${object}_b`]);
  for (const id of ids) await inbox.deliver({ id, ...about(id.slice(4, 9)) });

  const child = fork(join(import.meta.dirname, '../testing/worker-to-kill.ts'), [inbox.database.url]);
  const exited = once(child, 'exit');
  await once(child, 'message');
  child.kill('SIGKILL');
  await exited;

  inbox.webhooks.workers.start();
  await vi.waitUntil(
    async () =>
      (await inbox.rowsOf(sql`select from webhook_event_states where status = 'pending'`)).length === 0,
    { timeout: RESUMED_WITHIN_MS, interval: 50 },
  );
  const projected = await inbox.rowsOf(sql`select recipient from development_mails`);
  expect(projected.map(({ recipient }) => String(recipient).split(' ')[1]).toSorted()).toEqual(
    ids.toSorted(),
  );
  const { attempts } = await inbox.webhooks.readEvent({ event_id: 'evt_sub_1_a' });
  expect(attempts.map(({ outcome, error }) => [outcome, error?.name])).toEqual([
    ['succeeded', undefined],
    ['failed', 'WorkerLost'],
  ]);
});

test('an object at which every worker dies is parked like any other', async () => {
  await inbox.webhooks.workers.stop();
  await inbox.deliver({ id: 'evt_deadly', ...about('sub_deadly') });
  await inbox.rowsOf(sql`
    update webhook_objects set state = 'leased', leased_by = 'dead', lease_until = now() - interval '1 second', attempts = 3`);
  inbox.webhooks.workers.start();
  await vi.waitUntil(async () => (await inbox.statusOf('evt_deadly')) === 'parked', {
    timeout: 20_000,
    interval: 50,
  });
});
