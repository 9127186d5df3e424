import { defineErrors } from '@quartet/platform/errors';

export const adminErrors = defineErrors({
  emailTaken: {
    kind: 'conflict',
    code: 'email_taken',
    title: 'There is an administrator with this e-mail address.',
  },
});
