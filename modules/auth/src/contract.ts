import { defineRoute, opaqueToken, pageOf, pageQuery } from '@quartet/platform/contract';
import { idSchema } from '@quartet/platform/ids';
import { z } from 'zod';
import { emailSchema } from './email.ts';
import { authErrors } from './errors.ts';
import { fullNameSchema } from './full-name.ts';
import { newPasswordSchema, typedPasswordSchema } from './passwords/password-schema.ts';

export { oauthContract } from './oauth/contract.ts';

export const userSchema = z.object({
  id: idSchema('user'),
  email: z.string(),
  full_name: z.string().nullable(),
  email_verified: z.boolean(),
  status: z.enum(['active', 'disabled']),
  created_at: z.iso.datetime(),
});

/** One sign-in: what the person sees as a device. */
export const sessionSchema = z.object({
  id: idSchema('session'),
  user_agent: z.string().nullable(),
  address: z.string().nullable(),
  created_at: z.iso.datetime(),
  last_seen_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  is_current: z.boolean(),
});

/** The members of RFC 6749, section 5.1, and the session that the tokens belong to. */
export const tokensSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('bearer'),
  expires_in: z.number().int().meta({ description: 'Seconds that the access token is valid for' }),
  refresh_token: z.string(),
  session_id: idSchema('session'),
});

export const signInSchema = tokensSchema.extend({ user: userSchema });
const userAnswer = z.object({ user: userSchema });
const acceptedAnswer = z.object({ status: z.literal('accepted') });

/** RFC 7517, section 5: public members of P-256 keys. */
const keySetSchema = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      x: z.string(),
      y: z.string(),
      kid: z.string(),
      alg: z.literal('ES256'),
      use: z.literal('sig'),
    }),
  ),
});

/**
 * `Cache-Control` of the key set. Verifiers elsewhere may keep it this long: a new key is published a day before it
 * signs.
 */
export const KEY_SET_CACHE = 'public, max-age=3600';

export const authContract = {
  register: defineRoute({
    name: 'auth.register',
    method: 'POST',
    path: '/auth/register',
    summary: 'Create an account and sign in to it',
    access: 'public',
    body: z.strictObject({
      email: emailSchema,
      password: newPasswordSchema,
      full_name: fullNameSchema.optional(),
    }),
    status: 201,
    answer: signInSchema,
    errors: [authErrors.emailTaken, authErrors.weakPassword],
    limit: { by: 'address', points: 60, windowSeconds: 60 },
  }),
  login: defineRoute({
    name: 'auth.login',
    method: 'POST',
    path: '/auth/login',
    summary: 'Sign in with an e-mail address and a password',
    access: 'public',
    body: z.strictObject({ email: emailSchema, password: typedPasswordSchema }),
    status: 200,
    answer: signInSchema,
    errors: [authErrors.invalidCredentials],
    limit: { by: 'address', points: 300, windowSeconds: 60 },
  }),
  refresh: defineRoute({
    name: 'auth.refresh',
    method: 'POST',
    path: '/auth/refresh',
    summary: 'Exchange a refresh token for its successor and a new access token',
    access: 'public',
    body: z.strictObject({ refresh_token: opaqueToken }),
    status: 200,
    answer: tokensSchema,
    errors: [authErrors.invalidRefreshToken],
    limit: { by: 'address', points: 300, windowSeconds: 60 },
  }),
  logout: defineRoute({
    name: 'auth.logout',
    method: 'POST',
    path: '/auth/logout',
    summary: 'End the session of this device',
    access: 'session',
    status: 204,
  }),
  logoutAll: defineRoute({
    name: 'auth.logout_all',
    method: 'POST',
    path: '/auth/logout-all',
    summary: 'End the sessions of all devices',
    access: 'session',
    status: 204,
  }),
  me: defineRoute({
    name: 'auth.me',
    method: 'GET',
    path: '/auth/me',
    summary: 'Read who is signed in',
    access: 'user',
    status: 200,
    answer: userAnswer,
  }),
  listSessions: defineRoute({
    name: 'auth.list_sessions',
    method: 'GET',
    path: '/auth/sessions',
    summary: 'List the devices that are signed in, the newest first',
    access: 'session',
    query: pageQuery,
    status: 200,
    answer: pageOf(sessionSchema),
  }),
  revokeSession: defineRoute({
    name: 'auth.revoke_session',
    method: 'DELETE',
    path: '/auth/sessions/:id',
    summary: 'Sign a device out',
    access: 'session',
    params: z.object({ id: idSchema('session') }),
    status: 204,
  }),
  sendEmailVerification: defineRoute({
    name: 'auth.send_email_verification',
    method: 'POST',
    path: '/auth/email-verification',
    summary: 'Mail a link that verifies the address of this account; earlier ones end',
    access: 'user',
    status: 202,
    answer: acceptedAnswer,
    errors: [authErrors.emailAlreadyVerified],
    limit: { by: 'caller', points: 10, windowSeconds: 3_600 },
  }),
  confirmEmailVerification: defineRoute({
    name: 'auth.confirm_email_verification',
    method: 'POST',
    path: '/auth/email-verification/confirm',
    summary: 'Verify an address by the token of its mail',
    access: 'public',
    body: z.strictObject({ token: opaqueToken }),
    status: 200,
    answer: userAnswer,
    errors: [authErrors.linkExpired],
    limit: { by: 'address', points: 60, windowSeconds: 60 },
  }),
  requestPasswordReset: defineRoute({
    name: 'auth.request_password_reset',
    method: 'POST',
    path: '/auth/password-reset',
    summary: 'Mail a link that resets the password, if there is such an account',
    access: 'public',
    body: z.strictObject({ email: emailSchema }),
    status: 202,
    answer: acceptedAnswer,
    limit: { by: 'address', points: 30, windowSeconds: 60 },
  }),
  confirmPasswordReset: defineRoute({
    name: 'auth.confirm_password_reset',
    method: 'POST',
    path: '/auth/password-reset/confirm',
    summary: 'Set a new password by the token of a mail; all sessions end',
    access: 'public',
    body: z.strictObject({ token: opaqueToken, password: newPasswordSchema }),
    status: 200,
    answer: userAnswer,
    errors: [authErrors.linkExpired, authErrors.weakPassword],
    limit: { by: 'address', points: 60, windowSeconds: 60 },
  }),
  changePassword: defineRoute({
    name: 'auth.change_password',
    method: 'PUT',
    path: '/auth/password',
    summary: 'Set a new password; this device gets a new session and all others end',
    access: 'session',
    body: z.strictObject({ current_password: typedPasswordSchema, new_password: newPasswordSchema }),
    status: 200,
    answer: signInSchema,
    errors: [authErrors.wrongPassword, authErrors.weakPassword],
    limit: { by: 'caller', points: 20, windowSeconds: 60 },
  }),
  jwks: defineRoute({
    name: 'auth.jwks',
    method: 'GET',
    path: '/.well-known/jwks.json',
    atRoot: true,
    summary: 'List the public keys that access tokens are verified with (RFC 7517)',
    access: 'public',
    status: 200,
    answer: keySetSchema,
  }),
};
