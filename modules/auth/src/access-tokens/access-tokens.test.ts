import { type Clock, secondsAfter } from '@quartet/platform/clock';
import { type Id, newId } from '@quartet/platform/ids';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
} from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { movableClock } from '../testing/movable-clock.ts';
import { refusalOf } from '../testing/refusal.ts';
import { type AccessTokens, createAccessTokens } from './access-tokens.ts';
import type { SigningKeys } from './signing-keys.ts';

const ISSUER = 'https://api.example.com';
const AUDIENCE = 'quartet';
const userId = newId('user');
const sessionId = newId('session');
const start = new Date('2026-03-01T12:00:00Z');

interface Key {
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}

let ours: Key;
let theirs: Key;
beforeAll(async () => {
  ours = await newKey();
  theirs = await newKey();
});

describe('an access token', () => {
  it('says who it is for, by whom, for how long, and nothing of any role', async () => {
    const token = await tokensAt(movableClock(start)).issue(userId, sessionId);
    const now = start.getTime() / 1000;
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: ours.kid });
    expect(decodeJwt(token)).toEqual({
      iss: ISSUER,
      aud: AUDIENCE,
      sub: userId,
      sid: sessionId,
      jti: expect.any(String),
      iat: now,
      exp: now + 600,
    });
  });

  it('verifies for ten minutes and a little for clocks that differ, also when it is remembered', async () => {
    const clock = movableClock(start);
    const tokens = tokensAt(clock);
    const token = await tokens.issue(userId, sessionId);
    expect(await tokens.verify(token)).toEqual({ userId, sessionId });
    clock.advance(599);
    expect(await tokens.verify(token)).toEqual({ userId, sessionId });
    clock.advance(6);
    expect(await refusalOf(tokens.verify(token))).toBe('invalid_token');
    expect(await refusalOf(tokensAt(clock).verify(token))).toBe('invalid_token');
  });

  it('that is remembered is refused once its key is gone', async () => {
    const keys = new Map([[ours.kid, ours.publicKey]]);
    const tokens = tokensAt(movableClock(start), keys);
    const token = await tokens.issue(userId, sessionId);
    expect(await refusalOf(tokens.verify(token))).toBe('none');
    keys.clear();
    expect(await refusalOf(tokens.verify(token))).toBe('invalid_token');
  });

  it('made like ours with our key verifies: what the forgeries below differ from', async () => {
    expect(await refusalOf(verify(await forge({})))).toBe('none');
  });

  it.each<[string, Forgery]>([
    ['of another type', { header: { typ: 'JWT' } }],
    ['of no type', { header: { typ: undefined } }],
    ['of a refused critical header', { header: { crit: ['exp'], exp: 1 } }],
    ['by another issuer', { claims: { iss: 'https://evil.example' } }],
    ['for another audience', { claims: { aud: 'another-api' } }],
    ['that has expired', { claims: { iat: at(-1_000), exp: at(-400) } }],
    ['that is not valid yet', { claims: { nbf: at(60) } }],
    ['that was issued in the future', { claims: { iat: at(60) } }],
    ['that outlives what we give', { claims: { iat: at(-700), exp: at(86_400) } }],
    ['without an end', { claims: { exp: undefined } }],
    ['without a session', { claims: { sid: undefined } }],
    ['with an id of another kind as its person', { claims: { sub: newId('admin') } }],
    ['with a session of another kind', { claims: { sid: ['session_x'] } }],
  ])('%s is refused, though our key signed it', async (_fault, forgery) => {
    expect(await refusalOf(verify(await forge(forgery)))).toBe('invalid_token');
  });

  it('signed by a foreign key is refused, whatever its header offers to verify it with', async () => {
    const jwk = await exportJWK(theirs.publicKey);
    const headers = [
      {},
      { kid: ours.kid },
      { jwk },
      { kid: ours.kid, jwk },
      { jku: 'https://evil.example/jwks.json' },
      { kid: ours.kid, x5u: 'https://evil.example/cert.pem', x5c: ['MIIB'] },
    ];
    for (const header of headers) {
      const forged = await forge({ header: { kid: theirs.kid, ...header }, key: theirs.privateKey });
      expect(await refusalOf(verify(forged))).toBe('invalid_token');
    }
  });

  it.each([
    [undefined],
    [''],
    ['../../dev/null'],
    ['__proto__'],
    ['constructor'],
    ["' or 1=1 --"],
    ['\u0000'],
  ])('whose key is named %j is refused', async (kid) => {
    expect(await refusalOf(verify(await forge({ header: { kid } })))).toBe('invalid_token');
  });

  it('that says it needs no signature is refused', async () => {
    const [, payload] = (await forge({})).split('.');
    for (const alg of ['none', 'None', 'NONE', '']) {
      const header = Buffer.from(JSON.stringify({ alg, typ: 'at+jwt', kid: ours.kid })).toString('base64url');
      expect(await refusalOf(verify(`${header}.${payload}.`))).toBe('invalid_token');
    }
  });

  it('signed by HS256 with our public key as the secret is refused', async () => {
    const secrets = [
      await exportSPKI(ours.publicKey),
      JSON.stringify(await exportJWK(ours.publicKey)),
      ours.kid,
      '',
    ].map((text) => new TextEncoder().encode(text || '\u0000'));
    for (const secret of secrets) {
      const forged = await forge({ header: { alg: 'HS256' }, key: secret });
      expect(await refusalOf(verify(forged))).toBe('invalid_token');
    }
  });

  it('whose claims or signature were changed is refused', async () => {
    const [header, payload, signature] = (await forge({})).split('.');
    const other = { ...decodeJwt(`${header}.${payload}.${signature}`), sub: newId('user') };
    const forgeries = [
      `${header}.${Buffer.from(JSON.stringify(other)).toString('base64url')}.${signature}`,
      `${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature}.${signature}`,
    ];
    for (const forged of forgeries) expect(await refusalOf(verify(forged))).toBe('invalid_token');
  });
});

interface Forgery {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  key?: CryptoKey | Uint8Array;
}

async function forge({ header, claims, key = ours.privateKey }: Forgery): Promise<string> {
  const payload = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: userId,
    sid: sessionId,
    jti: 'x',
    iat: at(0),
    exp: at(600),
    ...claims,
  };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: ours.kid, ...header })
    .sign(key, { crit: { exp: true } });
}

function verify(token: string): Promise<{ userId: Id<'user'> }> {
  return tokensAt(movableClock(start)).verify(token);
}

function tokensAt(clock: Clock, publicKeys = new Map([[ours.kid, ours.publicKey]])): AccessTokens {
  const signingKeys: Pick<SigningKeys, 'current' | 'publicKey'> = {
    current: () => Promise.resolve(ours),
    publicKey: (kid) => Promise.resolve(publicKeys.get(kid)),
  };
  return createAccessTokens({ clock, signingKeys, issuer: ISSUER, audience: AUDIENCE, ttlSeconds: 600 });
}

async function newKey(): Promise<Key> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  return { ...pair, kid: await calculateJwkThumbprint(pair.publicKey) };
}

function at(seconds: number): number {
  return secondsAfter(start, seconds).getTime() / 1000;
}
