import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance } from './advance.ts';
import type { State } from './kind.ts';
import { newest } from './newest.ts';
import type { Snapshot } from './snapshot.ts';

const FIRST = 1_770_000_000;

interface Told {
  from?: string;
  second?: number;
  type?: string;
  isTerminal?: boolean;
  progress?: number[];
  source?: Snapshot['source'];
}

let count = 0;

/** An event that says that the object is now in a state, and perhaps in which it was. */
function to(
  name: string,
  { from, second = 0, type = 'thing.updated', source = 'event', ...rest }: Told = {},
): Snapshot {
  count += 1;
  return {
    source,
    id: `evt_${String(count).padStart(6, '0')}`,
    type: source === 'event' ? type : '',
    at: new Date((FIRST + second) * 1000),
    state: state(name, rest),
    before: () => (from === undefined ? undefined : state(from)),
  };
}

function state(key: string, { isTerminal = false, progress = [] }: Partial<State> | Told = {}): State {
  return { key, isTerminal, progress, row: {}, children: [], notices: [], standing: new Set() };
}

const nameOf = (snapshot: Snapshot | undefined) => snapshot?.state.key;

describe('the newest of what is known', () => {
  it('is the one of the latest second', () => {
    expect(nameOf(newest([to('b', { second: 1 }), to('a')]))).toBe('b');
  });

  it('within a second is where the steps lead, whatever their order', () => {
    const steps = [to('b', { from: 'a' }), to('c', { from: 'b' }), to('d', { from: 'c' })];
    expect(nameOf(newest([steps[1], steps[0], steps[2]].filter((step) => step !== undefined)))).toBe('d');
    expect(nameOf(newest(steps.toReversed()))).toBe('d');
  });

  it('after a round trip is where the object was before it', () => {
    const there = to('b', { from: 'a', second: 1 });
    const back = to('a', { from: 'b', second: 1 });
    expect(nameOf(newest([to('a'), there, back]))).toBe('a');
    expect(nameOf(newest([back, there, to('b')]))).toBe('b');
  });

  it('after a round trip in the second of its creation is how it was created', () => {
    const created = to('a', { type: 'thing.created' });
    expect(nameOf(newest([to('a', { from: 'b' }), to('b', { from: 'a' }), created]))).toBe('a');
  });

  it('counts a step once that several types tell of', () => {
    const told = [
      to('b', { from: 'a' }),
      to('b', { from: 'a', type: 'thing.refunded' }),
      to('c', { from: 'b' }),
    ];
    expect(nameOf(newest(told))).toBe('c');
  });

  it('is terminal, if anything is, whatever the times say', () => {
    const over = to('over', { isTerminal: true });
    expect(nameOf(newest([over, to('active', { second: 9 })]))).toBe('over');
    expect(nameOf(newest([to('active', { from: 'over' }), over]))).toBe('over');
  });

  it('is what went on after it was created, then what is further, where no steps are told', () => {
    const created = to('z', { type: 'thing.created', progress: [5] });
    expect(nameOf(newest([to('a', { progress: [0] }), created]))).toBe('a');
    expect(nameOf(newest([to('a', { progress: [2] }), to('b', { progress: [1] })]))).toBe('a');
  });

  describe('with an observation', () => {
    const look = (name: string, second = 0) => to(name, { source: 'observation', second });

    it('is the observation, for all that arrived before it', () => {
      expect(nameOf(newest([to('over', { isTerminal: true, second: 3 }), look('b')]))).toBe('b');
    });

    it('is the observation for events of its second that do not follow it', () => {
      expect(nameOf(newest([to('b', { from: 'a' }), look('c'), to('a', { from: '0' })]))).toBe('c');
    });

    it('is an event that follows it within its second', () => {
      expect(nameOf(newest([look('c'), to('d', { from: 'c' })]))).toBe('d');
    });

    it('is an event of a later second', () => {
      expect(nameOf(newest([look('c'), to('d', { second: 1 })]))).toBe('d');
    });
  });
});

/** A true history: steps from state to state, several a second, some with a second event that tells no step. */
const history = fc
  .array(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      wait: fc.constantFrom(0, 0, 0, 1),
      isTold: fc.boolean(),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((moves) => {
    let second = 0;
    let current = 'start';
    const events = [to('start', { type: 'thing.created' })];
    for (const { name, wait, isTold } of moves) {
      second += wait;
      if (name === current) continue;
      events.push(to(name, { from: current, second }));
      if (isTold) events.push(to(name, { second, type: 'thing.told' }));
      current = name;
    }
    return { events, current };
  });

describe('events in any order and in any batches', () => {
  const shuffled = history.chain(({ events, current }) =>
    fc.record({
      current: fc.constant(current),
      events: fc.shuffledSubarray(events, { minLength: events.length }),
      sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 20, maxLength: 20 }),
    }),
  );

  it('end where the object is', () => {
    fc.assert(
      fc.property(shuffled, ({ events, current }) => {
        expect(nameOf(newest(events))).toBe(current);
      }),
      { numRuns: 1_000 },
    );
  });

  it('end where all of them at once do', async () => {
    await fc.assert(
      fc.asyncProperty(shuffled, async ({ events, sizes }) => {
        expect(await inBatches(events, sizes)).toBe(nameOf(newest(events)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('end where all of them at once do, though some say nothing of the state before them', async () => {
    const event = fc
      .record(
        {
          name: fc.constantFrom('a', 'b', 'c'),
          from: fc.constantFrom('a', 'b', 'c'),
          second: fc.integer({ min: 0, max: 3 }),
          type: fc.constantFrom('thing.created', 'thing.updated', 'thing.told', 'thing.deleted'),
        },
        { requiredKeys: ['name', 'second', 'type'] },
      )
      .map(({ name, ...told }) => to(name, { ...told, progress: [name.length], isTerminal: name === 'c' }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 12, maxLength: 12 }),
        async (events, sizes) => {
          const sorted = events.toSorted((one, other) => (one.id < other.id ? -1 : 1));
          expect(await inBatches(events, sizes)).toBe(nameOf(newest(sorted)));
          expect(nameOf(newest(events))).toBe(nameOf(newest(sorted)));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

/** What a row comes to that follows one batch after the other, with a log that has what has arrived. */
async function inBatches(events: readonly Snapshot[], sizes: readonly number[]): Promise<string | undefined> {
  const arrived: Snapshot[] = [];
  const rest = [...events];
  let row: { isTerminal: boolean; at: Date; name: string } | undefined;
  for (let batch = 0; rest.length > 0; batch += 1) {
    const taken = rest.splice(0, sizes[batch % sizes.length] ?? 1);
    arrived.push(...taken);
    const next = await advance(taken, row, async (second) => twoSeconds(arrived, second));
    if (next === undefined) continue;
    row = { isTerminal: next.state.isTerminal, at: next.asOf, name: next.state.key };
  }
  return row?.name;
}

/** As the inbox's log is read: a second, and the one before in which there is anything. */
function twoSeconds(log: readonly Snapshot[], second: Date): Snapshot[] {
  const before = log.filter(({ at }) => at < second).map(({ at }) => at.getTime());
  return log.filter(({ at }) => +at === +second || +at === Math.max(0, ...before));
}
