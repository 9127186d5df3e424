import { defineRoute, pageOf, pageQuery } from '@quartet/platform/contract';
import { idSchema } from '@quartet/platform/ids';
import { z } from 'zod';
import { webhookErrors } from '../errors.ts';

export const rebuildStates = ['building', 'built', 'swapped', 'superseded', 'failed'] as const;
export type RebuildState = (typeof rebuildStates)[number];

const rebuild = z.object({
  id: z.string(),
  operator_id: z.string(),
  state: z.enum(rebuildStates),
  requested_at: z.iso.datetime(),
  objects: z.int().meta({ description: 'built so far' }),
  differences: z.int().nullable().meta({ description: 'to what was in use when it was built' }),
  built_at: z.iso.datetime().nullable(),
  swapped_at: z.iso.datetime().nullable(),
  swapped_by: z.string().nullable(),
  error: z.string().nullable(),
});

const side = z.record(z.string(), z.unknown()).nullable();
const difference = z.object({ subject: z.string(), current: side, rebuilt: side });

const ofRebuild = z.object({ rebuild_id: idSchema('rebuild') });

/** Building the projection again from the log. */
export const rebuildContract = {
  startRebuild: defineRoute({
    name: 'webhooks.start_rebuild',
    method: 'POST',
    path: '/webhooks/rebuilds',
    summary: 'Build the projection again from the log, beside the one in use',
    access: 'operator',
    status: 202,
    answer: z.object({ rebuild }),
    errors: [webhookErrors.notRebuildable, webhookErrors.rebuildRunning],
  }),
  readRebuild: defineRoute({
    name: 'webhooks.read_rebuild',
    method: 'GET',
    path: '/webhooks/rebuilds/:rebuild_id',
    summary: 'Read how far a rebuild has come',
    access: 'operator',
    params: ofRebuild,
    status: 200,
    answer: z.object({ rebuild }),
  }),
  listDifferences: defineRoute({
    name: 'webhooks.list_differences',
    method: 'GET',
    path: '/webhooks/rebuilds/:rebuild_id/differences',
    summary: 'List what a rebuild says differently from what is in use now',
    access: 'operator',
    params: ofRebuild,
    query: pageQuery,
    status: 200,
    answer: pageOf(difference),
    errors: [webhookErrors.notRebuildable, webhookErrors.rebuildNotBuilt],
  }),
  swapRebuild: defineRoute({
    name: 'webhooks.swap_rebuild',
    method: 'POST',
    path: '/webhooks/rebuilds/:rebuild_id/swap',
    summary: 'Put a rebuild in the place of what is in use',
    access: 'operator',
    params: ofRebuild,
    status: 200,
    answer: z.object({ rebuild }),
    errors: [webhookErrors.notRebuildable, webhookErrors.rebuildNotBuilt, webhookErrors.replayUnderWay],
  }),
};
