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
});
