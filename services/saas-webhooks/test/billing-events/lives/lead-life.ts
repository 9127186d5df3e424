import type { SimulatedEvent } from '@quartet/stripe-simulator';
import { begin } from './begin.ts';
import type { Life } from './life.ts';
import type { Account } from './open-account.ts';
import { type Person, take } from './steps.ts';

/** A life that goes on whenever it is asked to. */
export interface LedLife {
  customer: string;
  /** All that it has caused so far, in order. */
  events: SimulatedEvent[];
  /** Takes the next step. @returns the events that it caused; nothing when the life is over */
  next(): Promise<readonly SimulatedEvent[] | undefined>;
}

/** A life that is long enough ends here, so that some do not take the time of all others. */
const MOST_EVENTS = 60;

/** What an endpoint of the product is told of; the rest would be stored and ignored. */
const FAMILIES = [
  'charge.',
  'checkout.session.',
  'customer.',
  'entitlements.',
  'invoice.',
  'invoice_payment.',
  'payment_method.',
];
const NOT_ABOUT_AN_OBJECT = new Set(['invoice.upcoming']);

/** Leads a life at a simulated Stripe, one step at a time. */
export async function leadLife(account: Account, { beginning, steps }: Life): Promise<LedLife> {
  const events: SimulatedEvent[] = [];
  let person: Person | undefined;
  let taken = 0;
  const during = async (work: () => Promise<void>) => {
    await work();
    const caused = account.takeEvents().filter(isTold);
    events.push(...caused);
    return caused;
  };
  await during(async () => {
    person = await begin(account, beginning);
  });
  if (person === undefined) throw new Error('A life did not begin.');
  const { customer } = person;
  let waiting: readonly SimulatedEvent[] | undefined = [...events];
  return {
    customer,
    events,
    async next() {
      if (waiting !== undefined) {
        const first = waiting;
        waiting = undefined;
        return first;
      }
      const step = steps[taken];
      if (step === undefined || person === undefined || events.length >= MOST_EVENTS) return undefined;
      taken += 1;
      const current = person;
      return await during(() => take(account, current, step));
    },
  };
}

function isTold({ type }: SimulatedEvent): boolean {
  return FAMILIES.some((family) => type.startsWith(family)) && !NOT_ABOUT_AN_OBJECT.has(type);
}
