import { defineErrors } from '@quartet/platform/errors';

/** What sign-in by a provider refuses, and why. */
export const oauthErrors = defineErrors({
  unknownProvider: {
    kind: 'not_found',
    code: 'unknown_provider',
    title: 'There is no sign-in by this provider.',
  },
  providerUnavailable: {
    kind: 'unavailable',
    code: 'provider_unavailable',
    title: 'The provider does not answer; try again shortly, or sign in another way.',
  },
  /** One answer whatever is wrong with the state, so that nobody learns which sign-ins are under way. */
  signInExpired: {
    kind: 'gone',
    code: 'sign_in_expired',
    title: 'This sign-in was finished, has expired or began in another browser; begin again.',
  },
  signInDeclined: {
    kind: 'forbidden',
    code: 'sign_in_declined',
    title: 'The sign-in was declined at the provider.',
  },
  providerAnswerInvalid: {
    kind: 'unauthenticated',
    code: 'provider_answer_invalid',
    title: "The provider's answer could not be trusted; begin again.",
  },
  providerEmailUnverified: {
    kind: 'forbidden',
    code: 'provider_email_unverified',
    title: 'The provider vouches for no e-mail address of yours; verify one there first.',
  },
  /** An unverified account may be somebody else's, made in advance; it neither captures nor is captured. */
  accountExists: {
    kind: 'conflict',
    code: 'account_exists',
    title:
      'There is an account with this address that has not verified it: sign in with its password, or reset it, and verify the address first.',
  },
  accountDisabled: { kind: 'forbidden', code: 'account_disabled', title: 'This account is disabled.' },
});
