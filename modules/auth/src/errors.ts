import { defineErrors } from '@quartet/platform/errors';

/** What auth refuses, and why. */
export const authErrors = defineErrors({
  emailTaken: {
    kind: 'conflict',
    code: 'email_taken',
    title: 'There is an account with this e-mail address.',
  },
  emailAlreadyVerified: {
    kind: 'conflict',
    code: 'email_already_verified',
    title: 'The e-mail address is verified already.',
  },
  /** One answer for unknown addresses, wrong passwords, disabled accounts and those without a password. */
  invalidCredentials: {
    kind: 'unauthenticated',
    code: 'invalid_credentials',
    title: 'The e-mail address or the password is not right.',
  },
  invalidRefreshToken: {
    kind: 'unauthenticated',
    code: 'invalid_refresh_token',
    title: 'The refresh token is not valid; sign in again.',
  },
  weakPassword: { kind: 'invalid', code: 'weak_password', title: 'This password is too easy to guess.' },
  wrongPassword: { kind: 'invalid', code: 'wrong_password', title: 'The current password is not right.' },
  linkExpired: { kind: 'gone', code: 'link_expired', title: 'This link was used, replaced or has expired.' },
});
