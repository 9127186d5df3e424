import { defineRoute, pageOf, pageQuery } from '@quartet/platform/contract';
import { idSchema } from '@quartet/platform/ids';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { driftClasses } from './drift.ts';

const reconciliation = z.object({
  id: z.string(),
  state: z.enum(['running', 'finished', 'failed']),
  requested_by: z.string().nullable().meta({ description: 'an operator; null: the schedule' }),
  requested_at: z.iso.datetime(),
  since: z.iso.datetime().meta({ description: 'events from then on' }),
  dry_run: z.boolean(),
  events_seen: z.int(),
  objects_compared: z.int(),
  drift: z.object({ missed: z.int(), dropped: z.int(), late: z.int(), edited: z.int() }),
  requests_used: z.int().meta({ description: 'lists that were read, and objects that were looked at' }),
  request_budget: z.int(),
  finished_at: z.iso.datetime().nullable(),
  error: z.string().nullable(),
});

const drift = z.object({
  object: z.string(),
  class: z.enum(driftClasses).meta({
    description:
      'missed: an event never came; dropped: it came and waits in vain; late: it came more than ten minutes after it happened; edited: all came, yet the object is another',
  }),
  event_id: z.string().nullable().meta({ description: 'null for what was found in the object itself' }),
  differences: z.unknown().meta({ description: 'of an object, by column: what is here and what is there' }),
  found_at: z.iso.datetime(),
});

const ofReconciliation = z.object({ id: idSchema('reconciliation') });

export const reconciliationContract = {
  begin: defineRoute({
    name: 'billing.begin_reconciliation',
    method: 'POST',
    path: '/billing/reconciliations',
    summary:
      'Compares the log and the projection with the payment provider; a dry run only records what differs.',
    access: 'operator',
    body: z.strictObject({
      since: z.iso
        .datetime({ offset: true })
        .optional()
        .meta({ description: 'three days ago unless given; the provider lists 30 days' }),
      dry_run: z.boolean().default(false),
    }),
    status: 202,
    answer: z.object({ reconciliation }),
    errors: [billingErrors.reconciliationRunning, billingErrors.unavailable],
  }),
  list: defineRoute({
    name: 'billing.list_reconciliations',
    method: 'GET',
    path: '/billing/reconciliations',
    summary: 'Reconciliations, the newest first.',
    access: 'operator',
    query: pageQuery,
    status: 200,
    answer: pageOf(reconciliation),
    errors: [billingErrors.unavailable],
  }),
  read: defineRoute({
    name: 'billing.read_reconciliation',
    method: 'GET',
    path: '/billing/reconciliations/:id',
    summary: 'How far a reconciliation has come, and how much drift it found.',
    access: 'operator',
    params: ofReconciliation,
    status: 200,
    answer: z.object({ reconciliation }),
    errors: [billingErrors.unavailable],
  }),
  listDrift: defineRoute({
    name: 'billing.list_drift',
    method: 'GET',
    path: '/billing/reconciliations/:id/drift',
    summary: 'The drift that a reconciliation found.',
    access: 'operator',
    params: ofReconciliation,
    query: pageQuery,
    status: 200,
    answer: pageOf(drift),
    errors: [billingErrors.unavailable],
  }),
};
