import { defineRoute, pageOf, pageQuery } from '@quartet/platform/contract';
import { idSchema } from '@quartet/platform/ids';
import { z } from 'zod';
import { effectsContract } from './effects/contract.ts';
import { webhookErrors } from './errors.ts';
import { eventFilter, eventSources, eventStatuses } from './event-filter.ts';
import { rebuildContract } from './rebuild/contract.ts';

const event = z.object({
  event_id: z.string(),
  provider: z.string(),
  account: z.string().meta({ description: 'connected account; empty for your own' }),
  livemode: z.boolean(),
  type: z.string(),
  object: z.string(),
  status: z.enum(eventStatuses),
  source: z
    .enum(eventSources)
    .meta({ description: 'how it came into the log; observed: no event, but the object' }),
  created_at: z.iso.datetime(),
  received_at: z.iso.datetime(),
  settled_at: z.iso.datetime().nullable(),
  replay_count: z.int(),
  attempts: z.int().meta({ description: 'at its object, while it waits' }),
  next_attempt_at: z.iso.datetime().nullable(),
});

const failure = z.object({ name: z.string(), message: z.string() });

const attempt = z.object({
  attempt: z.int(),
  outcome: z.enum(['succeeded', 'failed', 'parked']),
  worker: z.string(),
  started_at: z.iso.datetime(),
  finished_at: z.iso.datetime(),
  error: failure.nullable(),
  changes: z.unknown().meta({ description: 'what it changed: subject, before and after of each' }),
  next_attempt_at: z.iso.datetime().nullable(),
});

const deadLetter = z.object({
  id: z.string(),
  provider: z.string(),
  account: z.string(),
  livemode: z.boolean(),
  object: z.string(),
  events: z.int().meta({ description: 'that wait behind it' }),
  oldest_event_id: z.string().nullable(),
  attempts: z.int(),
  parked_at: z.iso.datetime(),
  error: failure.nullable(),
});

const replay = z.object({
  id: z.string(),
  operator_id: z.string(),
  filter: z.unknown(),
  requested_at: z.iso.datetime(),
  events: z.int(),
  finished_at: z.iso.datetime().nullable(),
});

const state = z.record(z.string(), z.unknown()).nullable();

const comparison = z.object({
  examined_objects: z.int().meta({ description: 'up to 1,000' }),
  is_complete: z.boolean().meta({ description: 'whether these were all' }),
  differing_objects: z.int(),
  failing_objects: z.int().meta({ description: 'whose events would fail' }),
  differences: z
    .array(z.object({ subject: z.string(), before: state, after: state }))
    .meta({ description: 'the first 100' }),
});

const eventId = z.object({ event_id: z.string().min(1).max(200) });
/** Tells apart events of one id; only needed where there are several. */
const whichEvent = z.strictObject({
  provider: z.string().max(200).optional(),
  account: z.string().max(200).optional(),
  livemode: z.stringbool().optional(),
});
const ofDeadLetter = z.object({ id: idSchema('object') });

/** The one route that a provider calls. Its body is read as bytes, since they are what is signed. */
export const intakeContract = {
  receive: defineRoute({
    name: 'webhooks.receive',
    method: 'POST',
    path: '/webhooks/:provider',
    summary: 'Deliver an event of a provider, such as stripe or standard; it is answered once it is stored',
    access: 'public',
    params: z.object({ provider: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/) }),
    status: 202,
    answer: z.object({ status: z.enum(['accepted', 'duplicate']), event_id: z.string() }),
    errors: [webhookErrors.invalidSignature, webhookErrors.invalidPayload],
    limit: { by: 'address', points: 60_000, windowSeconds: 60 },
  }),
};

export const webhooksContract = {
  ...effectsContract,
  ...rebuildContract,
  listLogs: defineRoute({
    name: 'webhooks.list_logs',
    method: 'GET',
    path: '/webhooks/logs',
    summary: 'List the events that were accepted and the observations that were made, the newest first',
    access: 'operator',
    query: pageQuery.extend(eventFilter.shape),
    status: 200,
    answer: pageOf(event).extend({ total: z.int().meta({ description: 'counted up to 100,000' }) }),
  }),
  readEvent: defineRoute({
    name: 'webhooks.read_event',
    method: 'GET',
    path: '/webhooks/events/:event_id',
    summary: 'Read one event with its payload and the attempts at it',
    access: 'operator',
    params: eventId,
    query: whichEvent,
    status: 200,
    answer: z.object({ event, payload: z.unknown(), raw_payload: z.string(), attempts: z.array(attempt) }),
    errors: [webhookErrors.ambiguousEvent],
  }),
  replayEvent: defineRoute({
    name: 'webhooks.replay_event',
    method: 'POST',
    path: '/webhooks/replay/:event_id',
    summary: 'Have one event processed again',
    access: 'operator',
    params: eventId,
    query: whichEvent,
    status: 202,
    answer: z.object({
      status: z.literal('replay_accepted'),
      event_id: z.string(),
      replay_count: z.int(),
    }),
    errors: [webhookErrors.ambiguousEvent],
  }),
  replayFiltered: defineRoute({
    name: 'webhooks.replay_filtered',
    method: 'POST',
    path: '/webhooks/replay',
    summary: 'Have all settled events that a filter fits processed again; a dry run tells what would change',
    access: 'operator',
    body: z.strictObject({ filter: eventFilter, dry_run: z.boolean().default(false) }),
    status: 202,
    answer: z.object({
      status: z.enum(['replay_accepted', 'dry_run']),
      replay_id: z.string().nullable(),
      events: z.int(),
      objects: z.int(),
      comparison: comparison.nullable().meta({ description: 'of a dry run' }),
    }),
  }),
  readReplay: defineRoute({
    name: 'webhooks.read_replay',
    method: 'GET',
    path: '/webhooks/replays/:replay_id',
    summary: 'Read how far a replay by filter has come',
    access: 'operator',
    params: z.object({ replay_id: idSchema('replay') }),
    status: 200,
    answer: z.object({ replay }),
  }),
  listDeadLetters: defineRoute({
    name: 'webhooks.list_dead_letters',
    method: 'GET',
    path: '/webhooks/dead-letters',
    summary: 'List the objects whose last attempt failed; their events wait',
    access: 'operator',
    query: pageQuery,
    status: 200,
    answer: pageOf(deadLetter),
  }),
  redriveAll: defineRoute({
    name: 'webhooks.redrive_all',
    method: 'POST',
    path: '/webhooks/dead-letters/redrive',
    summary: 'Have all dead letters tried again',
    access: 'operator',
    status: 202,
    answer: z.object({ status: z.literal('redrive_accepted'), objects: z.int() }),
  }),
  redrive: defineRoute({
    name: 'webhooks.redrive',
    method: 'POST',
    path: '/webhooks/dead-letters/:id/redrive',
    summary: 'Have one dead letter tried again',
    access: 'operator',
    params: ofDeadLetter,
    status: 202,
    answer: z.object({ status: z.literal('redrive_accepted'), objects: z.int() }),
  }),
};
