import type { Database } from '@quartet/platform/database';
import { isDomainError } from '@quartet/platform/errors';
import { createLog } from '@quartet/platform/log';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { webhookErrors } from '../errors.ts';
import { about, createInbox, type Inbox, operator, recordingProjector } from '../testing/create-inbox.ts';
import { createNewestEventTables, newestEventProjector } from '../testing/newest-event.ts';
import { continueRebuild } from './continue-rebuild.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };
const NOON = 1_772_366_400;

let inbox: Inbox;
beforeEach(async () => {
  inbox = await createInbox(newestEventProjector);
  await createNewestEventTables(inbox);
  inbox.webhooks.workers.start();
});
afterEach(() => inbox.close());

test('a rebuild tells what is wrong with what is in use, and takes its place when it is asked to', async () => {
  await deliverTwoEach(120);
  await inbox.rowsOf(
    sql`update newest_events set event_id = 'evt_wrong' where object_key = 'subscription:sub_7'`,
  );
  await inbox.rowsOf(sql`delete from newest_events where object_key = 'subscription:sub_8'`);
  await inbox.rowsOf(
    sql`insert into newest_events values ('subscription:sub_invented', 'evt_invented', now())`,
  );
  const effects = await inbox.rowsOf(sql`select count(*) from effects`);

  const { rebuild } = await inbox.webhooks.startRebuild({ caller: operator });
  const built = await untilBuilt(rebuild.id);
  expect(built).toMatchObject({ objects: 120, differences: 3, operator_id: 'test' });
  expect(await differences(rebuild.id)).toEqual([
    { subject: 'subscription:sub_7', current: { event: 'evt_wrong' }, rebuilt: { event: 'evt_7_new' } },
    { subject: 'subscription:sub_8', current: null, rebuilt: { event: 'evt_8_new' } },
    { subject: 'subscription:sub_invented', current: { event: 'evt_invented' }, rebuilt: null },
  ]);

  const { rebuild: swapped } = await inbox.webhooks.swapRebuild({ rebuild_id: rebuild.id, caller: operator });
  expect(swapped).toMatchObject({ state: 'swapped', swapped_by: 'test' });
  expect(await newestOf('subscription:sub_7')).toBe('evt_7_new');
  expect(await inbox.rowsOf(sql`select from newest_events`)).toHaveLength(120);
  expect(await inbox.rowsOf(sql`select count(*) from effects`)).toEqual(effects);
  await expect(inbox.webhooks.swapRebuild({ rebuild_id: rebuild.id, caller: operator })).rejects.toSatisfy(
    (error) => isDomainError(error, webhookErrors.rebuildNotBuilt),
  );
});

test('what is processed between the build and the swap is not lost by the swap', async () => {
  await deliverTwoEach(3);
  const { rebuild } = await inbox.webhooks.startRebuild({ caller: operator });
  await untilBuilt(rebuild.id);
  await inbox.deliver({ id: 'evt_0_newest', created: NOON + 9, ...about('sub_0') });
  await inbox.deliver({ id: 'evt_of_a_new_one', created: NOON, ...about('sub_new') });
  await settled();
  await inbox.webhooks.swapRebuild({ rebuild_id: rebuild.id, caller: operator });
  expect(await newestOf('subscription:sub_0')).toBe('evt_0_newest');
  expect(await newestOf('subscription:sub_new')).toBe('evt_of_a_new_one');
});

test.each([-3, 3])('a process whose clock is off by %i hours loses nothing by a swap', async (hours) => {
  await deliverTwoEach(2);
  await inbox.webhooks.workers.stop();
  const off = inbox.another({ clock: { now: () => new Date(Date.now() + hours * 3_600_000) } });
  off.workers.start();
  const { rebuild } = await (hours > 0 ? off : inbox.webhooks).startRebuild({ caller: operator });
  await untilBuilt(rebuild.id);
  const by = hours > 0 ? inbox.webhooks : off;
  await off.workers.stop();
  by.workers.start();
  await inbox.deliver({ id: 'evt_0_newest', created: NOON + 9, ...about('sub_0') });
  await settled();
  await inbox.webhooks.swapRebuild({ rebuild_id: rebuild.id, caller: operator });
  expect(await newestOf('subscription:sub_0')).toBe('evt_0_newest');
});

test('a swap is refused while replayed events wait, without which rows that are in use would go', async () => {
  await deliverTwoEach(2);
  await inbox.webhooks.workers.stop();
  await inbox.webhooks.replayEvent({ caller: operator, event_id: 'evt_0_new' });
  await inbox.webhooks.replayEvent({ caller: operator, event_id: 'evt_0_old' });
  const { rebuild } = await inbox.webhooks.startRebuild({ caller: operator });
  const log = createLog({ service: 'rebuild-test', level: 'silent' });
  const core = { db: inbox.db, clock: inbox.clock, log, projector: newestEventProjector };
  while (await continueRebuild(core));
  const swap = () => inbox.webhooks.swapRebuild({ rebuild_id: rebuild.id, caller: operator });
  await expect(swap()).rejects.toSatisfy((error) => isDomainError(error, webhookErrors.replayUnderWay));
  inbox.webhooks.workers.start();
  await settled();
  await swap();
  expect(await newestOf('subscription:sub_0')).toBe('evt_0_new');
});

test('a swap waits for attempts that are under way, and takes what they wrote', async () => {
  await deliverTwoEach(3);
  const { rebuild } = await inbox.webhooks.startRebuild({ caller: operator });
  await untilBuilt(rebuild.id);
  await inbox.webhooks.workers.stop();
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const slow = inbox.another({
    projector: {
      async project(tx, projection) {
        begun.resolve();
        await gate.promise;
        return await newestEventProjector.project(tx, projection);
      },
    },
  });
  await inbox.deliver({ id: 'evt_0_newest', created: NOON + 9, ...about('sub_0') });
  slow.workers.start();
  await begun.promise;
  const swapping = inbox.webhooks.swapRebuild({ rebuild_id: rebuild.id, caller: operator });
  await vi.waitUntil(
    async () =>
      (
        await inbox.rowsOf(sql`select from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock' and granted
        and database = (select oid from pg_database where datname = current_database())`)
      ).length > 0,
    PATIENCE,
  );
  // Deliveries are taken in; nobody gets a lease for what they are about.
  await inbox.deliver({ id: 'evt_1_newest', created: NOON + 9, ...about('sub_1') });
  expect(
    await slow.refreshNow({
      provider: 'stripe',
      account: '',
      livemode: true,
      objectKey: 'subscription:sub_1',
    }),
  ).toBe(false);
  gate.resolve();
  await swapping;
  expect(await newestOf('subscription:sub_0')).toBe('evt_0_newest');
  await settled();
  expect(await newestOf('subscription:sub_1')).toBe('evt_1_newest');
});

test('a rebuild goes on from where a process left it, and builds no object twice', async () => {
  await deliverTwoEach(120);
  await inbox.webhooks.workers.stop();
  const { rebuild } = await inbox.webhooks.startRebuild({ caller: operator });
  const log = createLog({ service: 'rebuild-test', level: 'silent' });
  const built: string[] = [];
  const { shadow } = newestEventProjector;
  if (shadow === undefined) throw new Error('The projector has a shadow.');
  const core = {
    db: inbox.db,
    clock: inbox.clock,
    log,
    projector: {
      ...newestEventProjector,
      shadow: {
        ...shadow,
        build: (...[tx, object, entries]: Parameters<typeof shadow.build>) => {
          built.push(object.objectKey);
          return shadow.build(tx, object, entries);
        },
      },
    },
  };
  // One batch, and then, as if its process had been killed in the middle of the next, one that is undone.
  expect(await continueRebuild(core)).toBe(true);
  await expect(
    inbox.db.transaction(async (tx) => {
      const db: Database = { ...inbox.db, transaction: (work) => work(tx) };
      await continueRebuild({ ...core, db, projector: newestEventProjector });
      throw new Error('killed');
    }),
  ).rejects.toThrow('killed');
  while (await continueRebuild(core));
  expect(built).toHaveLength(120);
  expect(new Set(built).size).toBe(120);
  expect(await untilBuilt(rebuild.id)).toMatchObject({ objects: 120, differences: 0 });
});

test('one is built at a time, and a newer one takes the shadow of one that was built', async () => {
  await inbox.webhooks.workers.stop();
  const starts = await Promise.allSettled(
    Array.from({ length: 4 }, () => inbox.webhooks.startRebuild({ caller: operator })),
  );
  const refusals = starts.filter(({ status }) => status === 'rejected');
  expect(refusals).toHaveLength(3);
  for (const refusal of refusals)
    expect(refusal).toSatisfy(({ reason }) => isDomainError(reason, webhookErrors.rebuildRunning));
  inbox.webhooks.workers.start();
  const first = starts.find((start) => start.status === 'fulfilled')?.value.rebuild.id ?? '';
  await untilBuilt(first);
  const { rebuild } = await inbox.webhooks.startRebuild({ caller: operator });
  await untilBuilt(rebuild.id);
  const { rebuild: older } = await inbox.webhooks.readRebuild({ rebuild_id: first });
  expect(older.state).toBe('superseded');
  await expect(inbox.webhooks.listDifferences({ rebuild_id: first, limit: 1 })).rejects.toSatisfy((error) =>
    isDomainError(error, webhookErrors.rebuildNotBuilt),
  );
});

test('a build that fails says why, and makes room for another', async () => {
  await deliverTwoEach(1);
  await inbox.rowsOf(sql`insert into newest_events_again values ('subscription:sub_0', 'x', now())`);
  await inbox.webhooks.workers.stop();
  const { shadow, ...rest } = newestEventProjector;
  const failing = inbox.another({
    projector: {
      ...rest,
      ...(shadow && { shadow: { ...shadow, build: () => Promise.reject(new Error('no way')) } }),
    },
  });
  failing.workers.start();
  const { rebuild } = await inbox.webhooks.startRebuild({ caller: operator });
  await vi.waitUntil(
    async () => (await inbox.webhooks.readRebuild({ rebuild_id: rebuild.id })).rebuild.error === 'no way',
    PATIENCE,
  );
  await failing.workers.stop();
  expect((await inbox.webhooks.startRebuild({ caller: operator })).rebuild.state).toBe('building');
});

test('a projector without a shadow cannot be rebuilt', async () => {
  const other = inbox.another({ projector: recordingProjector().projector });
  await expect(other.startRebuild({ caller: operator })).rejects.toSatisfy((error) =>
    isDomainError(error, webhookErrors.notRebuildable),
  );
});

async function deliverTwoEach(objects: number): Promise<void> {
  await Promise.all(
    Array.from({ length: objects }, async (_, index) => {
      await inbox.deliver({ id: `evt_${index}_new`, created: NOON + 1, ...about(`sub_${index}`) });
      await inbox.deliver({ id: `evt_${index}_old`, created: NOON, ...about(`sub_${index}`) });
    }),
  );
  await settled();
}

async function untilBuilt(id: string) {
  return await vi.waitUntil(async () => {
    const { rebuild } = await inbox.webhooks.readRebuild({ rebuild_id: id });
    return rebuild.state === 'built' && rebuild;
  }, PATIENCE);
}

/** All pages, by two. */
async function differences(id: string): Promise<unknown[]> {
  const all: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await inbox.webhooks.listDifferences({ rebuild_id: id, limit: 2, cursor });
    all.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

async function newestOf(objectKey: string): Promise<unknown> {
  const [row] = await inbox.rowsOf(sql`select event_id from newest_events where object_key = ${objectKey}`);
  return row?.event_id;
}

async function settled(): Promise<void> {
  await vi.waitUntil(
    async () => (await inbox.rowsOf(sql`select from webhook_objects`)).length === 0,
    PATIENCE,
  );
}
