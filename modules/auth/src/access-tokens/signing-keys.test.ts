import { sql } from 'drizzle-orm';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Auth } from '../index.ts';
import { type AuthFixture, origin, PASSWORD, startAuth } from '../testing/auth-fixture.ts';
import { DAY, HOUR, MINUTE } from '../testing/movable-clock.ts';
import { refusalOf } from '../testing/refusal.ts';

let fixture: AuthFixture;
let auth: Auth;
const email = 'ada@example.com';

beforeEach(async () => {
  fixture = await startAuth();
  auth = fixture.auth;
});
afterEach(() => fixture.close());

describe('signing keys', () => {
  it('copies that start at the same time make one key', async () => {
    await fixture.connectAll();
    const copies = Array.from({ length: 10 }, fixture.anotherCopy);
    const keySets = await Promise.all(copies.map((copy) => copy.jwks()));
    expect(new Set(keySets.map((keySet) => JSON.stringify(keySet))).size).toBe(1);
    expect(keySets[0]?.keys).toHaveLength(1);
  });

  it('sign also by a clock that is a little behind the one that made the first key', async () => {
    fixture.clock.advance(2);
    await auth.jwks();
    fixture.clock.advance(-2);
    const behind = fixture.anotherCopy();
    expect(await refusalOf(behind.register({ email, password: PASSWORD, origin }))).toBe('none');
  });

  it('are published with their public members alone', async () => {
    const { keys } = await auth.jwks();
    const text = expect.stringMatching(/^[\w-]{43}$/);
    expect(keys).toEqual([
      { kty: 'EC', crv: 'P-256', x: text, y: text, kid: text, alg: 'ES256', use: 'sig' },
    ]);
  });

  it('let anyone who has the key set verify a token offline', async () => {
    const { answer } = await fixture.register(email);
    const keySet = createLocalJWKSet(await auth.jwks());
    const { payload } = await jwtVerify(answer.access_token, keySet, {
      issuer: 'https://api.example.com',
      audience: 'quartet',
      typ: 'at+jwt',
      currentDate: fixture.clock.now(),
    });
    expect(payload).toMatchObject({ sub: answer.user.id, sid: answer.session_id });
  });

  it('are stored with their private part sealed', async () => {
    await auth.jwks();
    const { rows } = await fixture.db.orm.execute<{ row: string }>(sql`
      select public_jwk::text || encode(private_sealed, 'escape') as row from signing_keys`);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toMatch(/"d"/);
  });

  it('one is published a day before it signs', async () => {
    const [first] = await kids();
    fixture.clock.advance(29 * DAY - MINUTE);
    await auth.keepSigningKeysRotated();
    expect(await kids()).toEqual([first]);
    fixture.clock.advance(MINUTE);
    await auth.keepSigningKeysRotated();
    const [, next] = await kids();
    expect(await kids()).toEqual([first, next]);
    expect(await signingKid()).toBe(first);
    fixture.clock.advance(DAY);
    expect(await signingKid()).toBe(next);
  });

  it('one that has stopped still verifies its last token, and is gone thereafter', async () => {
    const [first] = await kids();
    fixture.clock.advance(30 * DAY - MINUTE);
    await auth.keepSigningKeysRotated();
    const { answer } = await fixture.register(email);
    fixture.clock.advance(10 * MINUTE);
    const [stopped, next] = await kids();
    expect(stopped).toBe(first);
    expect(await signingKid()).toBe(next);
    expect(await refusalOf(callerBy(answer.access_token))).toBe('none');
    fixture.clock.advance(2 * MINUTE + 5);
    expect(await kids()).toEqual([next]);
    await auth.keepSigningKeysRotated();
    const { rows } = await fixture.db.orm.execute(sql`select kid from signing_keys`);
    expect(rows).toEqual([{ kid: next }]);
  });

  it('a token by a key that is retired does not verify, though it has not expired', async () => {
    const { answer } = await fixture.register(email);
    await fixture.db.orm.execute(sql`delete from signing_keys`);
    expect(await refusalOf(fixture.anotherCopy().authenticate(bearer(answer.access_token)))).toBe(
      'invalid_token',
    );
    fixture.clock.advance(MINUTE);
    expect(await refusalOf(callerBy(answer.access_token))).toBe('invalid_token');
  });

  it('a rotation by hand publishes the next key at once and lets it sign a day later', async () => {
    const [first] = await kids();
    await auth.rotateSigningKeys();
    await auth.rotateSigningKeys();
    const [, next, ...more] = await kids();
    expect(more).toEqual([]);
    fixture.clock.advance(DAY - MINUTE);
    expect(await signingKid()).toBe(first);
    fixture.clock.advance(MINUTE);
    expect(await signingKid()).toBe(next);
  });

  it('a token by a key that another copy has just made verifies here', async () => {
    await fixture.register(email);
    const here = fixture.anotherCopy();
    await here.jwks();
    fixture.clock.advance(11);
    await fixture.db.orm.execute(sql`delete from signing_keys`);
    const there = fixture.anotherCopy();
    const { answer } = await there.login({ email, password: PASSWORD, origin });
    expect(await refusalOf(here.authenticate(bearer(answer.access_token)))).toBe('none');
  });

  it('after an outage of months the first sign-in makes a key', async () => {
    const [first] = await kids();
    fixture.clock.advance(200 * DAY);
    const kid = await signingKid();
    expect(kid).not.toBe(first);
    expect(await kids()).toEqual([kid]);
  });

  it('20 rotations at once, by two copies, plan one next key', async () => {
    await kids();
    fixture.clock.advance(29 * DAY + HOUR);
    const copies = [auth, fixture.anotherCopy()];
    await fixture.connectAll();
    await Promise.all(Array.from({ length: 20 }, (_, index) => copies[index % 2]?.keepSigningKeysRotated()));
    expect(await kids()).toHaveLength(2);
  });
});

async function kids(): Promise<string[]> {
  const { keys } = await fixture.anotherCopy().jwks();
  return keys.map((key) => key.kid);
}

/** The key that signs now, by the token of a new person. */
async function signingKid(): Promise<string | undefined> {
  const { answer } = await fixture.register();
  return decodeProtectedHeader(answer.access_token).kid;
}

function callerBy(token: string) {
  return auth.authenticate(bearer(token));
}

function bearer(token: string) {
  return { authorization: `Bearer ${token}`, cookies: {} };
}
