import { commonErrors } from '@quartet/platform/errors';

export interface CommitLimits {
  /** Items of one commit. */
  batch: number;
  /** Commits at the same time: the server flushes them together. */
  commits: number;
  /** Items that wait for a commit; beyond that new ones are refused. */
  waiting: number;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

export interface SharedCommits<Item, Result> {
  /** Resolves once the item is committed. @throws `unavailable` when too many wait */
  add(item: Item): Promise<Result>;
  /** Whether items came just now. */
  isBusy(): boolean;
  /** Whether they came faster than they could be committed one by one. */
  isCrowded(): boolean;
}

/** A commit of so many means that callers queue. */
const CROWD = 8;
/** How long "just now" is: the queue is empty in the moment after a commit took it. */
const RECENT_MS = 100;

/**
 * Shares commits between callers that come at the same time: while commits run, what arrives is gathered for the
 * next. Whoever finds a place free waits for nobody but those whose request was read in the same turn. A commit
 * that fails is tried again item by item, so that nobody fails by their neighbour's fault, unless `isHopeless`
 * says that this would fail, too.
 *
 * @param commit answers the results in the order of its items
 */
export function commitTogether<Item, Result>(
  commit: (items: Item[]) => Promise<Result[]>,
  { batch, commits, waiting: maxWaiting }: CommitLimits,
  isHopeless: (error: unknown) => boolean,
): SharedCommits<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running = 0;
  let busyUntil = 0;
  let crowdedUntil = 0;

  return {
    add(item) {
      if (waiting.length >= maxWaiting) throw commonErrors.unavailable({ retryAfterSeconds: 1 });
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      waiting.push({ item, resolve, reject });
      if (running < commits) {
        running += 1;
        setImmediate(() => void run());
      }
      return promise;
    },
    isBusy: () => performance.now() < busyUntil,
    isCrowded: () => performance.now() < crowdedUntil,
  };

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const next = waiting.slice(0, batch);
      waiting = waiting.slice(batch);
      busyUntil = performance.now() + RECENT_MS;
      if (next.length >= CROWD) crowdedUntil = busyUntil;
      await settle(next);
    }
    running -= 1;
  }

  async function settle(next: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await commit(next.map(({ item }) => item));
      for (const [index, { resolve }] of next.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (next.length > 1 && !isHopeless(error)) await eachByItself(next);
      else for (const { reject } of next) reject(error);
    }
  }

  async function eachByItself(next: Waiting<Item, Result>[]): Promise<void> {
    for (const one of next) await settle([one]);
  }
}
