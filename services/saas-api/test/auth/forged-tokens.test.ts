import { createServer } from 'node:http';
import { codeOf, type Person } from '@quartet/testing/service';
import { sql } from 'drizzle-orm';
import {
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type RunningApi, startApi } from '../start-api.ts';

let api: RunningApi;
let person: Person;
let ours: { kid: string; privateKey: CryptoKey; publicJwk: JWK; publicPem: string };
let foreign: { privateKey: CryptoKey; publicJwk: JWK };

beforeAll(async () => {
  api = await startApi();
  person = await api.register();
  ours = await ourSigningKey();
  const pair = await generateKeyPair('ES256', { extractable: true });
  foreign = { privateKey: pair.privateKey, publicJwk: await exportJWK(pair.publicKey) };
});
afterAll(() => api.stop());

describe('A token signed by our own key', () => {
  it('is good when everything in it is: what the forgeries below differ from', async () => {
    expect(await outcomeOf(await signed())).toBe('200');
  });

  it.each<[string, () => Promise<string>]>([
    ['is of another type', () => signed({ typ: 'JWT' })],
    ['has no type', () => signed({ typ: null })],
    ['has expired', () => signed({ claims: { iat: seconds(-1_000), exp: seconds(-400) } })],
    ['is not valid yet', () => signed({ claims: { nbf: seconds(60) } })],
    ['comes from the future', () => signed({ claims: { iat: seconds(60), exp: seconds(600) } })],
    ['lives too long', () => signed({ claims: { iat: seconds(-3_600), exp: seconds(86_400) } })],
    ['is for another audience', () => signed({ claims: { aud: 'another-api' } })],
    ['is by another issuer', () => signed({ claims: { iss: 'https://evil.example' } })],
    ['names no session', () => signed({ claims: { sid: undefined } })],
    ['names the session of nobody', () => signed({ claims: { sid: 'session_01k00000000000000000000000' } })],
    ['names another person', () => signed({ claims: { sub: 'user_01k00000000000000000000000' } })],
  ])('is refused when it %s, whatever cookie is beside it', async (_fault, forge) => {
    expect(await outcomeOf(await forge())).toBe('401 invalid_token');
  });
});

describe('A token signed by anybody else', () => {
  it.each<[string, () => Promise<string>]>([
    ['nobody (alg none)', async () => new UnsecuredJWT(claims()).encode()],
    ['nobody, spelled nOnE', async () => unsigned({ alg: 'nOnE', typ: 'at+jwt', kid: ours.kid })],
    ['nobody, under our algorithm', async () => unsigned({ alg: 'ES256', typ: 'at+jwt', kid: ours.kid })],
    ['HS256 with our public key as PEM', () => symmetric(ours.publicPem)],
    ['HS256 with our public key as JWK', () => symmetric(JSON.stringify(ours.publicJwk))],
    [
      'HS256 with a coordinate of our public key',
      () => symmetric(Buffer.from(ours.publicJwk.x ?? '', 'base64url')),
    ],
    ['HS256 with an empty file, by a path as kid', () => symmetric('\0', '../../../../../../dev/null')],
    ['HS256 with a known secret, by SQL as kid', () => symmetric('known', "x' union select 'known' --")],
    ['a foreign key under our kid', () => byForeignKey({ kid: ours.kid })],
    ['a foreign key of its own kid', () => byForeignKey({ kid: 'theirs' })],
    ['a foreign key without a kid', () => byForeignKey({})],
    ['a foreign key that comes along as jwk', () => byForeignKey({ kid: ours.kid, jwk: foreign.publicJwk })],
    ['a foreign key, kid of an object’s member', () => byForeignKey({ kid: '__proto__' })],
    ['a foreign key, kid of 7,000 letters', () => byForeignKey({ kid: 'k'.repeat(7_000) })],
    ['us, with another payload', async () => tampered(await signed())],
    ['us, without its signature', async () => (await signed()).replace(/[^.]+$/, '')],
  ])('is refused: %s', async (_signer, forge) => {
    expect(await outcomeOf(await forge())).toBe('401 invalid_token');
  });

  it('is refused without asking the address that it names for a key', async () => {
    let asked = 0;
    const attacker = createServer((_request, response) => {
      asked += 1;
      response.end(JSON.stringify({ keys: [foreign.publicJwk] }));
    }).listen(0, '127.0.0.1');
    const address = z
      .object({ port: z.number() })
      .parse(await new Promise((resolve) => attacker.once('listening', () => resolve(attacker.address()))));
    const jku = `http://127.0.0.1:${address.port}/jwks.json`;
    for (const header of [{ jku }, { x5u: jku }, { kid: jku }])
      expect(await outcomeOf(await byForeignKey(header))).toBe('401 invalid_token');
    expect(asked).toBe(0);
    attacker.close();
  });
});

/** What `GET /auth/me` answers to a token, sent with a session cookie that is good. */
async function outcomeOf(token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, cookie: person.cookie };
  const answer = await api.call('GET', '/api/auth/me', { headers });
  return [answer.status, codeOf(answer)].filter(Boolean).join(' ');
}

interface Forgery {
  /** None at all when it is null. */
  typ?: string | null;
  claims?: JWTPayload;
}

function claims(changes: JWTPayload = {}): JWTPayload {
  return {
    iss: api.origin,
    aud: 'quartet',
    sub: person.id,
    sid: person.signIn.session_id,
    jti: 'token_01k00000000000000000000000',
    iat: seconds(0),
    exp: seconds(600),
    ...changes,
  };
}

async function signed({ typ = 'at+jwt', claims: changes }: Forgery = {}): Promise<string> {
  return new SignJWT(claims(changes))
    .setProtectedHeader({ alg: 'ES256', kid: ours.kid, ...(typ !== null && { typ }) })
    .sign(ours.privateKey);
}

function symmetric(secret: string | Uint8Array, kid = ours.kid): Promise<string> {
  return new SignJWT(claims())
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
    .sign(Buffer.from(secret as string));
}

function byForeignKey(header: Partial<JWTHeaderParameters>): Promise<string> {
  return new SignJWT(claims())
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header })
    .sign(foreign.privateKey);
}

function unsigned(header: object): string {
  return `${base64url(header)}.${base64url(claims())}.`;
}

function tampered(token: string): string {
  const [header, , signature] = token.split('.');
  return [header, base64url(claims({ role: 'owner' })), signature].join('.');
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function seconds(fromNow: number): number {
  return Math.floor(Date.now() / 1000) + fromNow;
}

/** The service's private key, as only who holds its encryption key can read it. */
async function ourSigningKey() {
  const { rows } = await api.runtime.db.orm.execute(sql`select kid, private_sealed from signing_keys`);
  const row = z.object({ kid: z.string(), private_sealed: z.instanceof(Buffer) }).parse(rows[0]);
  const jwk: JWK = JSON.parse(api.runtime.sealer.open(row.private_sealed, 'signing-key'));
  const { d: _private, ...publicJwk } = jwk;
  const [privateKey, publicKey] = await Promise.all([
    importJWK(jwk, 'ES256'),
    importJWK({ ...publicJwk }, 'ES256', { extractable: true }),
  ]);
  if (privateKey instanceof Uint8Array || publicKey instanceof Uint8Array) throw new Error('Not a key pair.');
  return { kid: row.kid, privateKey, publicJwk, publicPem: await exportSPKI(publicKey) };
}
