import type { SimulatedEvent } from '@quartet/stripe-simulator';
import type { LedLife } from '../lives/lead-life.ts';
import type { RunningInbox } from './open-inbox.ts';
import { below, type Random, shuffled } from './random.ts';
import type { Trouble } from './trouble.ts';

/** A life under way, and what goes wrong with its events. */
export interface Course {
  life: LedLife;
  trouble: Trouble;
  random: Random;
}

/** Delivers one event of each life at a time. */
export async function deliverInOrder(inbox: RunningInbox, lives: readonly LedLife[]): Promise<void> {
  const longest = Math.max(...lives.map(({ events }) => events.length));
  for (let index = 0; index < longest; index += 1) {
    await inbox.deliver(lives.flatMap(({ events }) => events[index] ?? []));
    await inbox.settled();
  }
}

/**
 * Leads the lives, and delivers their events some steps after they happened, more than once, or not at all. Every
 * other batch is delivered while the one before is being worked on. In the end Stripe's list brings what is missing.
 */
export async function deliverWithTrouble(
  inbox: RunningInbox,
  courses: readonly Course[],
  random: Random,
): Promise<void> {
  const due = new Map<number, SimulatedEvent[]>();
  let isAnyoneAlive = true;
  for (let round = 0; isAnyoneAlive || due.size > 0; round += 1) {
    isAnyoneAlive = false;
    for (const course of courses) {
      const caused = await course.life.next();
      if (caused === undefined) continue;
      isAnyoneAlive = true;
      for (const { event, delay } of caused.flatMap((each) => deliveriesOf(each, course))) {
        const batch = due.get(round + delay) ?? [];
        due.set(round + delay, batch);
        batch.push(event);
      }
    }
    await inbox.deliver(shuffled(random, due.get(round) ?? []));
    due.delete(round);
    if (round % 2 === 0) await inbox.settled();
  }
  await inbox.reconcile(courses.flatMap(({ life }) => life.events));
  await inbox.settled();
}

function deliveriesOf(event: SimulatedEvent, { trouble, random }: Course) {
  if (random() < trouble.dropped) return [];
  const copies = random() < trouble.copied ? 2 + below(random, 2) : 1;
  return Array.from({ length: copies }, () => ({ event, delay: below(random, trouble.delay + 1) }));
}
