import type { LogEntry, Observation, PendingEvent } from '@quartet/webhooks';
import { z } from 'zod';
import { ProviderObjectError } from '../provider/read-object.ts';
import type { Kind, ProjectionSettings, State } from './kind.ts';
import { isHash, previousObject } from './previous-object.ts';

/** An object as it was at some moment, by an event or an observation. */
export interface Snapshot {
  source: 'event' | 'observation';
  /** Of the event. */
  id: string;
  /** Of the event; nothing for an observation. */
  type: string;
  /** In whole seconds of the provider's clock. */
  at: Date;
  state: State;
  /** The state that the event ended, if it tells. */
  before(): State | undefined;
}

/** What is observed of an object that the provider does not have (any more). */
export const NOTHING_THERE: null = null;

/** The state of an object that the provider does not have: it has no row. Only a later look says otherwise. */
export const GONE: State = {
  row: {},
  children: [],
  key: 'gone',
  isTerminal: true,
  progress: [],
  notices: [],
  standing: new Set(),
};

/** Makes snapshots of one kind of object. */
export interface SnapshotReader {
  /** Whether the event is one that we know what to do with. */
  handles(event: PendingEvent): boolean;
  /** @throws ProviderObjectError */
  ofEvent(event: PendingEvent): Snapshot;
  /** @throws ProviderObjectError */
  ofObservation(observation: Pick<Observation, 'payload'>, at: Date): Snapshot;
  /** Of what the log says, in its order, without what is not handled or cannot be read: that is parked by itself. */
  ofLog(log: readonly LogEntry[]): Snapshot[];
}

export function snapshotReader(kind: Kind, settings: ProjectionSettings): SnapshotReader {
  const read = (object: unknown, at: Date, eventType?: string) =>
    kind.read(object, { at, ...(eventType !== undefined && { eventType }) }, settings);
  const handles = ({ type }: PendingEvent) => type.startsWith(kind.eventFamily);
  const ofEvent = ({ eventId, type, createdAt, payload }: PendingEvent): Snapshot => {
    const { object, previous_attributes: previous } = readPayload(payload);
    const at = wholeSecond(createdAt);
    return {
      source: 'event',
      id: eventId,
      type,
      at,
      state: read(object, at, type),
      before: () =>
        isHash(previous) ? readable(() => read(previousObject(object, previous), at)) : undefined,
    };
  };
  const ofObservation = ({ payload }: Pick<Observation, 'payload'>, at: Date): Snapshot => ({
    source: 'observation',
    id: '',
    type: '',
    at: wholeSecond(at),
    state: payload === NOTHING_THERE ? GONE : read(payload, at),
    before: () => undefined,
  });
  return {
    handles,
    ofEvent,
    ofObservation,
    ofLog: (log) =>
      log.flatMap((entry) => {
        if (entry.kind === 'event' && !handles(entry.event)) return [];
        const snapshot = readable(() =>
          entry.kind === 'event' ? ofEvent(entry.event) : ofObservation(entry, entry.asOf),
        );
        return snapshot === undefined ? [] : [snapshot];
      }),
  };
}

const payloadSchema = z.object({
  data: z.object({ object: z.unknown(), previous_attributes: z.unknown().optional() }),
});

function readPayload(payload: unknown) {
  const parsed = payloadSchema.safeParse(payload);
  if (!parsed.success) throw new ProviderObjectError('The event carries no object.');
  return parsed.data.data;
}

export function wholeSecond(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}

/** What cannot be read is as if it had not been said. */
function readable<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProviderObjectError) return undefined;
    throw error;
  }
}
