import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { caseArbitrary, compareDeliveries } from './compare-deliveries.ts';
import { droppingTies, lastWriterWins } from './flawed-projectors.ts';
import { type InboxDatabase, openInbox } from './open-inbox.ts';

const LIVES = 500;
/** Lives that are lived, and projected, at once. */
const COHORT = 125;

const seeds = {
  fixed: 1,
  random: Number(process.env.CONVERGENCE_SEED ?? randomInt(2 ** 31)),
};

let inbox: InboxDatabase;
beforeAll(async () => {
  inbox = await openInbox();
});
afterAll(() => inbox.close());

test.each(Object.entries(seeds))(
  `${LIVES} lives of a %s seed end as their events in order say, whatever goes wrong (CONVERGENCE_SEED=%i)`,
  async (kind, seed) => {
    process.stdout.write(`Convergence, ${kind} seed: CONVERGENCE_SEED=${seed}\n`);
    const cases = fc.sample(caseArbitrary, { seed, numRuns: LIVES });
    for (let start = 0; start < LIVES; start += COHORT) {
      const found = await compareDeliveries(inbox, cases.slice(start, start + COHORT));
      const [first] = found;
      if (first !== undefined) await showSmallest(seed, start + first.index);
      expect(found).toEqual([]);
    }
  },
  600_000,
);

test.each([
  { flaw: 'lets the last writer win', makeWorse: lastWriterWins },
  { flaw: 'drops events of the same second', makeWorse: droppingTies },
])(
  'a projector that $flaw is found out',
  async ({ makeWorse }) => {
    const cases = fc.sample(caseArbitrary, { seed: seeds.fixed, numRuns: 25 });
    expect(await compareDeliveries(inbox, cases, makeWorse)).not.toEqual([]);
  },
  120_000,
);

/** Fails with the smallest life that still ends otherwise, if the one with this number does so by itself. */
async function showSmallest(seed: number, index: number): Promise<void> {
  const property = fc.asyncProperty(caseArbitrary, async (one) => {
    expect(await compareDeliveries(inbox, [one])).toEqual([]);
  });
  await fc.assert(property, { seed, path: String(index), numRuns: 1, interruptAfterTimeLimit: 60_000 });
}
