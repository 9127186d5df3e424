import { defineErrors } from '@quartet/platform/errors';

/** What the management of feature flags refuses, and why. */
export const featureFlagErrors = defineErrors({
  flagNotFound: {
    kind: 'not_found',
    code: 'feature_flag_not_found',
    title: 'There is no feature flag of this key.',
  },
  teamNotFound: { kind: 'not_found', code: 'team_not_found', title: 'There is no such team.' },
  keyTaken: {
    kind: 'conflict',
    code: 'feature_flag_key_taken',
    title: 'There is a feature flag of this key, or was one; keys are not used again.',
  },
  flagArchived: {
    kind: 'conflict',
    code: 'feature_flag_archived',
    title: 'This feature flag is archived, and off for good.',
  },
});
