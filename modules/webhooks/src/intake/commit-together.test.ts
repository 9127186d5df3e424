import { isDomainError } from '@quartet/platform/errors';
import { expect, test, vi } from 'vitest';
import { commitTogether } from './commit-together.ts';

/** A commit that ends when it is told to, and remembers what it was given. */
function controlledCommit(isBad: (item: number) => boolean = () => false) {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const commit = async (items: number[]) => {
    batches.push(items);
    const { promise, resolve } = Promise.withResolvers<void>();
    gates.push(resolve);
    await promise;
    if (items.some(isBad)) throw new Error('bad');
    return items.map((item) => item * 10);
  };
  return {
    batches,
    commit,
    async release() {
      await vi.waitUntil(() => gates.length > 0);
      gates.shift()?.();
    },
  };
}

const limits = { batch: 3, commits: 1, waiting: 5 };
const never = () => false;

test('what comes together is committed together, at once; what comes meanwhile shares the next commits', async () => {
  const { batches, commit, release } = controlledCommit();
  const { add } = commitTogether(commit, limits, never);
  const first = [add(1), add(2)];
  await vi.waitUntil(() => batches.length === 1);
  const others = [add(3), add(4), add(5), add(6)];
  for (const result of [first[1], others[2], others[3]]) {
    await release();
    await result;
  }
  expect(batches).toEqual([[1, 2], [3, 4, 5], [6]]);
  expect(await Promise.all([...first, ...others])).toEqual([10, 20, 30, 40, 50, 60]);
});

test('no more commits run at once than are allowed', async () => {
  const { batches, commit, release } = controlledCommit();
  const { add } = commitTogether(commit, { batch: 1, commits: 2, waiting: 5 }, never);
  const results = [add(1), add(2), add(3)];
  await vi.waitUntil(() => batches.length === 2);
  await release();
  await results[0];
  await vi.waitUntil(() => batches.length === 3);
  await release();
  await release();
  expect(await Promise.all(results)).toEqual([10, 20, 30]);
});

test('an item that cannot be committed fails alone', async () => {
  const { add } = commitTogether(
    (items: number[]) => (items.includes(3) ? Promise.reject(new Error('bad')) : Promise.resolve(items)),
    limits,
    never,
  );
  const outcomes = await Promise.allSettled([add(1), add(2), add(3), add(4)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
});

test('a commit that is hopeless is not tried again item by item', async () => {
  let commits = 0;
  const { add } = commitTogether(
    () => {
      commits += 1;
      return Promise.reject(new Error('away'));
    },
    limits,
    () => true,
  );
  const outcomes = await Promise.allSettled([add(1), add(2), add(3), add(4)]);
  expect([outcomes.every(({ status }) => status === 'rejected'), commits]).toEqual([true, 2]);
});

test('beyond the limit new items are refused, and those that wait are not', async () => {
  const { batches, commit, release } = controlledCommit();
  const { add } = commitTogether(commit, { batch: 10, commits: 1, waiting: 2 }, never);
  const first = add(1);
  await vi.waitUntil(() => batches.length === 1);
  const [second, third] = [add(2), add(3)];
  expect(() => add(4)).toThrow(
    expect.toSatisfy((error) => isDomainError(error) && error.definition.code === 'unavailable'),
  );
  await release();
  await first;
  await release();
  expect(await Promise.all([second, third])).toEqual([20, 30]);
});

test('a queue of callers is a crowd for a moment, a few who come together are none', async () => {
  const { add, isBusy, isCrowded } = commitTogether(
    (items: number[]) => Promise.resolve(items),
    { batch: 10, commits: 1, waiting: 20 },
    never,
  );
  expect(isBusy()).toBe(false);
  await Promise.all([add(1), add(2), add(3)]);
  expect([isBusy(), isCrowded()]).toEqual([true, false]);
  await Promise.all(Array.from({ length: 10 }, (_, item) => add(item)));
  expect(isCrowded()).toBe(true);
  await vi.waitUntil(() => !isCrowded() && !isBusy());
});
