import { Secret } from '@quartet/platform/config';
import { type CryptoKey, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refusalOf } from '../../testing/refusal.ts';
import type { ProvenIdentity, Provider } from '../provider.ts';
import { createBrowser } from '../testing/browser.ts';
import { type LyingIssuer, sign, startLyingIssuer } from '../testing/lying-issuer.ts';
import { CLIENT } from '../testing/openid-provider.ts';
import { openIdProvider } from './openid-provider.ts';

const CALLBACK = 'https://api.example.com/api/auth/oauth/liar/callback';

let liar: LyingIssuer;
let provider: Provider;

beforeAll(async () => {
  liar = await startLyingIssuer();
});
afterAll(() => liar.stop());
beforeEach(() => {
  liar.lies = {};
  provider = openIdProvider({ name: 'liar', issuer: liar.origin, ...CLIENT });
});

test('an honest answer says who has signed in', async () => {
  expect(await signIn()).toEqual({
    issuer: liar.origin,
    subject: 'mallory',
    verifiedEmail: 'mallory@example.com',
    fullName: undefined,
  });
});

describe('an id_token is refused', () => {
  test.each<[string, Record<string, unknown>]>([
    ['with the nonce of another sign-in', { nonce: randomNonce() }],
    ['without a nonce', { nonce: undefined }],
    ['of another issuer', { iss: 'https://accounts.google.com' }],
    ['for another client', { aud: 'somebody-else' }],
    ['for several clients, but handed to another one', { aud: ['quartet', 'other'], azp: 'other' }],
    ['that has expired', { exp: seconds(-60) }],
    ['that is from the future', { nbf: seconds(60) }],
    ['without a subject', { sub: undefined }],
  ])('%s', async (_what, changed) => {
    liar.lies = { idToken: (claims, key) => sign({ ...claims, ...changed }, key) };
    expect(await refusalOf(signIn())).toBe('provider_answer_invalid');
  });

  test('that nobody signed, even when the metadata allows that', async () => {
    liar.lies = {
      idToken: async (claims) => new UnsecuredJWT(claims).encode(),
      metadata: { id_token_signing_alg_values_supported: ['RS256', 'none'] },
    };
    expect(await refusalOf(signIn())).toBe('provider_answer_invalid');
  });

  test('that another key signed under the name of a published one', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    liar.lies = { idToken: (claims) => sign(claims, privateKey) };
    expect(await refusalOf(signIn())).toBe('provider_answer_invalid');
  });

  test('that the client secret signed, even when the metadata allows that', async () => {
    const secret = new TextEncoder().encode(CLIENT.clientSecret.reveal());
    liar.lies = {
      idToken: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(secret),
      metadata: { id_token_signing_alg_values_supported: ['RS256', 'HS256'] },
    };
    expect(await refusalOf(signIn())).toBe('provider_answer_invalid');
  });

  test('that is no token', async () => {
    liar.lies = { idToken: async () => 'a.b.c' };
    expect(await refusalOf(signIn())).toBe('provider_answer_invalid');
  });
});

test('a way back that names another issuer is refused', async () => {
  liar.lies = { issuerOfRedirect: 'https://accounts.google.com' };
  expect(await refusalOf(signIn())).toBe('provider_answer_invalid');
});

test('a way back without an issuer is refused where the provider promises one', async () => {
  liar.lies = { metadata: { authorization_response_iss_parameter_supported: true } };
  expect(await refusalOf(signIn())).toBe('provider_answer_invalid');
  liar.lies = { ...liar.lies, issuerOfRedirect: liar.origin };
  expect((await signIn()).subject).toBe('mallory');
});

test('metadata that names another issuer is not used', async () => {
  liar.lies = { metadata: { issuer: 'https://accounts.google.com' } };
  expect(await refusalOf(signIn())).toBe('provider_unavailable');
});

test('an address is verified only by a plain true', async () => {
  for (const email_verified of ['true', 1, {}, null, false, undefined]) {
    liar.lies = { idToken: (claims: JWTPayload, key: CryptoKey) => sign({ ...claims, email_verified }, key) };
    expect((await signIn()).verifiedEmail).toBeUndefined();
  }
});

test.each([500, 503, 429])('a provider that answers %i is away, not wrong', async (tokenStatus) => {
  liar.lies = { tokenStatus };
  expect(await refusalOf(signIn())).toBe('provider_unavailable');
});

test('http is refused for an issuer that https was asked of', async () => {
  const secure = openIdProvider({
    name: 'liar',
    issuer: liar.origin.replace('http:', 'https:'),
    clientId: 'quartet',
    clientSecret: new Secret('any'),
  });
  expect(await refusalOf(secure.authorizationUrl(await aRequest()))).toBe('provider_unavailable');
});

/** There and back in a browser, then what the provider made of it. */
async function signIn(): Promise<ProvenIdentity> {
  const { codeVerifier, ...request } = await aRequest();
  const there = await provider.authorizationUrl(request);
  const url = await createBrowser().follow(there, ({ href }) => href.startsWith(CALLBACK));
  return provider.identify({ url, state: request.state, nonce: request.nonce, codeVerifier });
}

async function aRequest() {
  const codeVerifier = randomPKCECodeVerifier();
  const codeChallenge = await calculatePKCECodeChallenge(codeVerifier);
  return { redirectUri: CALLBACK, state: randomState(), nonce: randomNonce(), codeVerifier, codeChallenge };
}

function seconds(fromNow: number): number {
  return Math.floor(Date.now() / 1000) + fromNow;
}
