import { type Clock, secondsAfter } from '@quartet/platform/clock';
import { commonErrors } from '@quartet/platform/errors';
import { type Id, idSchema, newId } from '@quartet/platform/ids';
import { type CryptoKey, errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { ALGORITHM } from './key-pair.ts';
import type { SigningKeys } from './signing-keys.ts';

/** JWT access tokens as RFC 9068 describes them, verifiable offline by anyone who has the key set. */
export interface AccessTokens {
  /** A token for one session of a user. */
  issue(userId: Id<'user'>, sessionId: Id<'session'>): Promise<string>;
  /** What an authentic, current token says. The session it names may have ended: ask the database. @throws `invalid_token` */
  verify(token: string): Promise<AccessTokenClaims>;
}

interface AccessTokenClaims {
  userId: Id<'user'>;
  sessionId: Id<'session'>;
}

export interface AccessTokenOptions {
  clock: Clock;
  signingKeys: Pick<SigningKeys, 'current' | 'publicKey'>;
  issuer: string;
  audience: string;
  ttlSeconds: number;
}

/** RFC 9068, section 2.1: no other kind of JWT of the same issuer passes for an access token. */
const TYPE = 'at+jwt';
/** Copies on several machines differ by this much at most. */
export const CLOCK_TOLERANCE_SECONDS = 5;
/** Tokens whose signature is known to be right; at half a kilobyte each this is a few megabytes. */
const REMEMBERED_TOKENS = 5_000;

const claimsSchema = z.object({
  sub: idSchema('user'),
  sid: idSchema('session'),
  jti: z.string(),
  exp: z.number(),
});

interface VerifiedToken {
  claims: AccessTokenClaims;
  expiresAt: Date;
  kid: string;
}

export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { clock, signingKeys } = options;
  const verified = new LRUCache<string, VerifiedToken>({ max: REMEMBERED_TOKENS });

  return {
    async issue(userId, sessionId) {
      const { kid, privateKey } = await signingKeys.current();
      const now = clock.now();
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
        .setIssuer(options.issuer)
        .setAudience(options.audience)
        .setSubject(userId)
        .setJti(newId('token'))
        .setIssuedAt(now)
        .setExpirationTime(secondsAfter(now, options.ttlSeconds))
        .sign(privateKey);
    },
    async verify(token) {
      const known = verified.get(token);
      if (known !== undefined && (await isStillGood(known))) return known.claims;
      const fresh = await verifySignature(token, options);
      verified.set(token, fresh);
      return fresh.claims;
    },
  };

  async function isStillGood({ expiresAt, kid }: VerifiedToken): Promise<boolean> {
    return clock.now() < expiresAt && (await signingKeys.publicKey(kid)) !== undefined;
  }
}

async function verifySignature(token: string, options: AccessTokenOptions): Promise<VerifiedToken> {
  try {
    const { payload, protectedHeader } = await jwtVerify(
      token,
      ({ kid }) => keyNamed(kid, options.signingKeys),
      {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: options.issuer,
        audience: options.audience,
        currentDate: options.clock.now(),
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        // Refuses tokens issued in the future or with a longer life than this service gives.
        maxTokenAge: options.ttlSeconds,
        requiredClaims: ['sub', 'sid', 'jti', 'iat', 'exp'],
      },
    );
    const { sub, sid, exp } = claimsSchema.parse(payload);
    return {
      claims: { userId: sub, sessionId: sid },
      expiresAt: new Date(exp * 1000),
      kid: z.string().parse(protectedHeader.kid),
    };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof z.ZodError)
      throw commonErrors.invalidToken({ cause: error });
    throw error;
  }
}

/** The key comes from our own set by its id; `jwk`, `jku` and `x5u` of the header are never looked at. */
async function keyNamed(
  kid: string | undefined,
  signingKeys: AccessTokenOptions['signingKeys'],
): Promise<CryptoKey> {
  const key = kid === undefined ? undefined : await signingKeys.publicKey(kid);
  if (key === undefined) throw commonErrors.invalidToken();
  return key;
}
