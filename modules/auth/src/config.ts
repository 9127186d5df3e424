import { type ConfigOf, type ConfigRule, declareConfig, type platformConfig } from '@quartet/platform/config';
import { z } from 'zod';
import { type BrowserCookie, browserCookie } from './browser-cookie.ts';

const DAY = 24 * 60 * 60;
const seconds = z.coerce.number().int().min(1);

/** Settings of sign-in; their defaults follow docs/security.md. */
export const authConfig = declareConfig({
  issuer: {
    env: 'AUTH_ISSUER',
    schema: z.url().optional(),
    description: 'Issuer (iss) of access tokens (default: PUBLIC_URL)',
  },
  audience: {
    env: 'AUTH_AUDIENCE',
    schema: z.string().default('quartet'),
    description: 'Audience (aud) of access tokens',
  },
  accessTokenTtlSeconds: {
    env: 'AUTH_ACCESS_TOKEN_TTL_SECONDS',
    schema: seconds.max(3_600).default(600),
    description: 'Seconds that an access token is valid for',
  },
  refreshGraceSeconds: {
    env: 'AUTH_REFRESH_GRACE_SECONDS',
    schema: z.coerce.number().int().min(0).max(300).default(30),
    description: 'Seconds in which a used refresh token answers its successor again, for a lost answer',
  },
  sessionTtlSeconds: {
    env: 'AUTH_SESSION_TTL_SECONDS',
    schema: seconds.default(30 * DAY),
    description: 'Seconds after sign-in at which a session ends, whatever happens',
  },
  sessionIdleSeconds: {
    env: 'AUTH_SESSION_IDLE_SECONDS',
    schema: seconds.default(7 * DAY),
    description: 'Seconds without a request after which a session cookie is no longer valid',
  },
  emailVerificationTtlSeconds: {
    env: 'AUTH_EMAIL_VERIFICATION_TTL_SECONDS',
    schema: seconds.default(DAY),
    description: 'Seconds that a link that verifies an address is valid for',
  },
  passwordResetTtlSeconds: {
    env: 'AUTH_PASSWORD_RESET_TTL_SECONDS',
    schema: seconds.default(60 * 60),
    description: 'Seconds that a link that resets a password is valid for',
  },
  linkMailsPerHour: {
    env: 'AUTH_LINK_MAILS_PER_HOUR',
    schema: z.coerce.number().int().min(1).default(5),
    description: 'Mails with a link of one kind that one account gets in an hour at most',
  },
  signingKeyTtlSeconds: {
    env: 'AUTH_SIGNING_KEY_TTL_SECONDS',
    schema: seconds.min(2 * DAY).default(30 * DAY),
    description: 'Seconds that a key signs access tokens for before the next one takes over',
  },
});

export interface AuthSettings extends Omit<ConfigOf<typeof authConfig>, 'issuer'> {
  issuer: string;
  sessionCookie: BrowserCookie;
}

/** Settles what depends on where the service is: the issuer, and the session cookie. */
export function authSettings(config: ConfigOf<typeof authConfig>, publicUrl: string): AuthSettings {
  return {
    ...config,
    issuer: config.issuer ?? new URL(publicUrl).origin,
    sessionCookie: browserCookie('session', publicUrl),
  };
}

/** Links in mails and the issuer of tokens are made from it; without https, both would cross the network in clear. */
export const requireHttpsInProduction: ConfigRule<
  Pick<ConfigOf<typeof platformConfig>, 'environment' | 'publicUrl'>
> = ({ environment, publicUrl }) => {
  if (environment !== 'production' || publicUrl?.startsWith('https://')) return undefined;
  if (publicUrl === undefined)
    return 'PUBLIC_URL is missing: links in mails and the issuer of tokens are made from it';
  return 'PUBLIC_URL has to begin with https:// in production.';
};
