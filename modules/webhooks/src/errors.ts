import { defineErrors } from '@quartet/platform/errors';

/** What the inbox refuses, and why. */
export const webhookErrors = defineErrors({
  invalidSignature: {
    kind: 'malformed',
    code: 'invalid_signature',
    title: 'No configured secret signed this delivery.',
  },
  invalidPayload: {
    kind: 'malformed',
    code: 'invalid_payload',
    title: 'The body is not an event of this provider.',
  },
  ambiguousEvent: {
    kind: 'conflict',
    code: 'ambiguous_event',
    title: 'Several events have this id; name the provider, account or mode.',
  },
  effectNotUnknown: {
    kind: 'conflict',
    code: 'effect_not_unknown',
    title: 'It is known what became of this effect.',
  },
  notRebuildable: {
    kind: 'conflict',
    code: 'not_rebuildable',
    title: 'Nothing here can be built again from the log.',
  },
  rebuildRunning: {
    kind: 'conflict',
    code: 'rebuild_running',
    title: 'Another rebuild is being built.',
  },
  replayUnderWay: {
    kind: 'conflict',
    code: 'replay_under_way',
    title: 'Replayed events are still to be processed; swap when that is done.',
  },
  rebuildNotBuilt: {
    kind: 'conflict',
    code: 'rebuild_not_built',
    title: 'This rebuild is not built, or not the newest one any more.',
  },
});
