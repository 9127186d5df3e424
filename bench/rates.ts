import autocannon from 'autocannon';

/** Runs for some seconds and answers how many times a second the work was done. */
export type Contender = (seconds: number) => Promise<number>;

export interface Rounds {
  warmUpSeconds: number;
  rounds: number;
  secondsEach: number;
}

/**
 * The median rate of each contender. They take turns, so that whatever else the machine does in between falls
 * on all of them alike.
 */
export async function alternate<Name extends string>(
  contenders: Record<Name, Contender>,
  { warmUpSeconds, rounds, secondsEach }: Rounds,
): Promise<Record<Name, number>> {
  const names = Object.keys(contenders) as Name[];
  const rates = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (const name of names) await contenders[name](warmUpSeconds);
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) rates.get(name)?.push(await contenders[name](secondsEach));
  }
  const medians = names.map((name) => [name, median(rates.get(name) ?? [])]);
  return Object.fromEntries(medians);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const pair = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return pair.reduce((sum, value) => sum + value, 0) / pair.length;
}

/** GET requests by keep-alive connections, each of which sends the next one when the last is answered. */
export function requests(
  { url, headers }: { url: string; headers: Record<string, string> },
  connections: number,
): Contender {
  return async (seconds) => {
    const result = await autocannon({ url, headers, connections, duration: seconds });
    const failed = result.non2xx + result.errors;
    if (failed > 0) throw new Error(`${failed} of ${result.requests.sent} requests to ${url} failed.`);
    return result['2xx'] / result.duration;
  };
}

/**
 * Slow work, so many times at once. What has begun is finished and counted: with a handful of repetitions in a
 * round, those that the end would cut off matter.
 */
export function repeat(concurrency: number, work: (worker: number) => Promise<unknown>): Contender {
  return async (seconds) => {
    const began = performance.now();
    const workUntilEnd = async (worker: number) => {
      let count = 0;
      for (; performance.now() - began < seconds * 1000; count += 1) await work(worker);
      return count;
    };
    const counts = await Promise.all(
      Array.from({ length: concurrency }, (_, worker) => workUntilEnd(worker)),
    );
    return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - began) / 1000);
  };
}
