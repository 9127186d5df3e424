import type { Projector } from '@quartet/webhooks';
import fc from 'fast-check';
import { leadLife } from '../lives/lead-life.ts';
import { lifeArbitrary } from '../lives/life.ts';
import { type Account, openAccount } from '../lives/open-account.ts';
import { type Course, deliverInOrder, deliverWithTrouble } from './deliver.ts';
import type { InboxDatabase } from './open-inbox.ts';
import { type Outcome, readOutcomes } from './outcome.ts';
import { randomOf } from './random.ts';
import { troubleArbitrary } from './trouble.ts';
import { troubledProjector } from './troubled-projector.ts';

/** A life, and what goes wrong with its events. */
export const caseArbitrary = fc.record({ life: lifeArbitrary, trouble: troubleArbitrary });
export type Case = typeof caseArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** A life that ended otherwise than by the delivery of its events in order. */
export interface Divergence {
  /** Of the case. */
  index: number;
  missing: readonly string[];
  unexpected: readonly string[];
}

/**
 * Lives all of these lives at once, and delivers their events twice: with trouble, while they happen; then one
 * by one, in order, and once each, which is what is right.
 *
 * @param makeWorse changes the projector of the delivery with trouble
 */
export async function compareDeliveries(
  inbox: InboxDatabase,
  cases: readonly Case[],
  makeWorse: (projector: Projector) => Projector = (projector) => projector,
): Promise<Divergence[]> {
  const seed = cases[0]?.trouble.seed ?? 0;
  const afterLastRetry = seed % 2 === 0 ? 'cancel' : 'mark_unpaid';
  const account = await openAccount(`lives ${seed}`, { afterLastRetry });
  try {
    const courses = await begin(account, cases);
    const troubled = troubledProjector(makeWorse(inbox.projector), { db: inbox.db, account, courses });
    const found = await outcomesOf(inbox, troubled, courses, (running) =>
      deliverWithTrouble(running, courses, randomOf(seed)),
    );
    const lives = courses.map(({ life }) => life);
    const right = await outcomesOf(inbox, inbox.projector, courses, (running) =>
      deliverInOrder(running, lives),
    );
    return right.flatMap((expected, index) => differences(index, expected, found[index] ?? []));
  } finally {
    await account.close();
  }
}

async function begin(account: Account, cases: readonly Case[]): Promise<Course[]> {
  const courses: Course[] = [];
  for (const { life, trouble } of cases)
    courses.push({ life: await leadLife(account, life), trouble, random: randomOf(trouble.seed) });
  return courses;
}

async function outcomesOf(
  inbox: InboxDatabase,
  projector: Projector,
  courses: readonly Course[],
  deliver: (running: ReturnType<InboxDatabase['run']>) => Promise<void>,
): Promise<Outcome[]> {
  await inbox.empty();
  const running = inbox.run(projector);
  try {
    await deliver(running);
  } finally {
    await running.stop();
  }
  return await readOutcomes(
    inbox.db,
    courses.map(({ life }) => life.events),
  );
}

function differences(index: number, expected: Outcome, found: Outcome): Divergence[] {
  const missing = expected.filter((line) => !found.includes(line));
  const unexpected = found.filter((line) => !expected.includes(line));
  return missing.length + unexpected.length > 0 ? [{ index, missing, unexpected }] : [];
}
