import { createLocalJWKSet, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { expectAnswer } from './expect-problem.ts';
import type { Scenarios } from './target.ts';

const keySetShape = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        kty: z.literal('EC'),
        crv: z.literal('P-256'),
        x: z.string(),
        y: z.string(),
        kid: z.string(),
        alg: z.literal('ES256'),
        use: z.literal('sig'),
      }),
    )
    .min(1),
});

export const keySet: Scenarios = (target) => {
  const verifiedSignIn = async () => {
    const { signIn } = await target().register();
    const { body } = await target().call('GET', '/.well-known/jwks.json');
    const verified = await jwtVerify(signIn.access_token, createLocalJWKSet(keySetShape.parse(body)), {
      typ: 'at+jwt',
      algorithms: ['ES256'],
      audience: 'quartet',
    });
    return { ...signIn, claims: verified.payload };
  };

  describe('The key set', () => {
    it('has public members alone, and may be cached for an hour', async () => {
      await target().register();
      const answer = await target().call('GET', '/.well-known/jwks.json');
      expectAnswer(answer, 200, keySetShape);
      expect(answer.headers['cache-control']).toBe('public, max-age=3600');
    });

    it('lets anybody verify an access token offline', async () => {
      const { user, session_id, claims } = await verifiedSignIn();
      expect(claims).toMatchObject({ sub: user.id, sid: session_id });
    });

    it('is of the issuer whom access tokens name', async () => {
      const issuer = target().issuer?.() ?? target().origin;
      expect((await verifiedSignIn()).claims.iss).toBe(issuer);
    });
  });
};
