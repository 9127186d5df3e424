import type { SimulatedEvent } from '@quartet/stripe-simulator';
import fc from 'fast-check';
import { type LedLife, leadLife } from './lead-life.ts';
import { lifeArbitrary } from './life.ts';
import { openAccount } from './open-account.ts';

/** 2040-01-31T10:00:00Z: for processes with a real clock nothing of it is old, and everything is told. */
const EPOCH = Date.UTC(2040, 0, 31, 10) / 1000;

/** Lives, of each of which there may be any number of clones that differ in nothing but their ids. */
export async function leadLivesToClone(count: number): Promise<LedLife[]> {
  const account = await openAccount('lives to clone', { epoch: EPOCH });
  const lives: LedLife[] = [];
  for (const life of fc.sample(lifeArbitrary, { seed: 1, numRuns: count })) {
    const led = await leadLife(account, life);
    while ((await led.next()) !== undefined);
    lives.push(led);
  }
  await account.close();
  return lives;
}

/** As the simulator makes them. */
const ID = /_[A-Za-z0-9]{24}/g;
const ID_OF_CLONE = /(_[A-Za-z0-9]{24})x(\d+)/g;

/** The body of a clone's event. */
export function bodyOfClone(event: SimulatedEvent, clone: number): string {
  return JSON.stringify(event).replace(ID, `$&x${clone}`).replaceAll('ada@', `ada+${clone}@`);
}

/** What is said of a clone, as it would be said of the life itself. */
export function withoutClone(text: string): string {
  return text.replace(ID_OF_CLONE, '$1').replace(/ada\+\d+@/g, 'ada@');
}

/** Which clone an id is of. */
export function cloneOf(id: string): number {
  return Number([...id.matchAll(ID_OF_CLONE)][0]?.[2]);
}
