import type { Database } from '@quartet/platform/database';
import { deliverInOrder } from '../convergence/deliver.ts';
import { openInbox } from '../convergence/open-inbox.ts';
import { type Outcome, readLines, readOutcomes } from '../convergence/outcome.ts';
import { ownersOf } from '../convergence/owners.ts';
import { cloneOf, withoutClone } from '../lives/cloned-lives.ts';
import type { LedLife } from '../lives/lead-life.ts';

/** Says, of each clone that ended otherwise than its life does by the delivery of its events in order, how. */
export async function compareClones(
  db: Database,
  lives: readonly LedLife[],
  clones: number,
): Promise<string[]> {
  const right = await outcomesInOrder(lives);
  const found = lives.map(() => Array.from({ length: clones }, () => new Set<string>()));
  const lifeOf = ownersOf([...lives.keys()], (life) => lives[life]?.events ?? []);
  for (const [id, line] of await readLines(db))
    found[lifeOf(withoutClone(id))]?.[cloneOf(id)]?.add(withoutClone(line));
  return right.flatMap((expected, life) =>
    (found[life] ?? []).flatMap((lines, clone) => differences(`${life}x${clone}`, expected, lines)),
  );
}

async function outcomesInOrder(lives: readonly LedLife[]): Promise<Outcome[]> {
  const inbox = await openInbox();
  try {
    const running = inbox.run(inbox.projector);
    await deliverInOrder(running, lives);
    await running.stop();
    return await readOutcomes(
      inbox.db,
      lives.map(({ events }) => events),
    );
  } finally {
    await inbox.close();
  }
}

function differences(name: string, expected: Outcome, found: ReadonlySet<string>): string[] {
  return [
    ...expected.filter((line) => !found.has(line)).map((line) => `${name} lacks ${line}`),
    ...[...found].filter((line) => !expected.includes(line)).map((line) => `${name} has ${line}`),
  ];
}
