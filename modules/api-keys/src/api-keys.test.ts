import { isDomainError } from '@quartet/platform/errors';
import { newId } from '@quartet/platform/ids';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKeyText } from './key-text.ts';
import {
  type ApiKeysFixture,
  bearer,
  byOperator,
  origin,
  type SignedIn,
  startApiKeys,
} from './testing/start-api-keys.ts';

let fixture: ApiKeysFixture;
beforeAll(async () => {
  fixture = await startApiKeys();
});
afterAll(() => fixture.close());

const readAndWrite = { name: 'Deployments', scopes: ['read', 'write'] } as const;
const aKeyOf = ({ caller }: SignedIn, expires_at?: string) =>
  fixture.apiKeys.create({ ...readAndWrite, scopes: [...readAndWrite.scopes], caller, origin, expires_at });
const keysOf = ({ caller }: SignedIn) => fixture.apiKeys.list({ caller, limit: 50 });

/** `none` for a key that is taken. */
async function refusalOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'none';
  } catch (error) {
    if (isDomainError(error)) return error.definition.code;
    throw error;
  }
}
const refusalOfKey = (key: string) => refusalOf(fixture.authenticate(bearer(key)));

describe('a key', () => {
  it('acts for the person who made it, and is not kept in clear', async () => {
    const person = await fixture.register();
    const { api_key, secret } = await aKeyOf(person);
    const { sessionId: _session, ...account } = person.caller;
    expect(await fixture.authenticate(bearer(secret))).toEqual({
      ...account,
      apiKeyId: api_key.id,
      scopes: ['read', 'write'],
      credential: 'api_key',
    });
    const { rows } = await fixture.db.orm.execute(sql`select * from api_keys where id = ${api_key.id}`);
    const { rows: entries } = await fixture.db.orm.execute(sql`select * from audit_log`);
    expect(JSON.stringify([rows, entries])).not.toContain(secret.split('.')[1]?.slice(0, 20));
  });

  it('is refused alike when it is unknown, wrong, malformed or that of another', async () => {
    const { api_key, secret } = await aKeyOf(await fixture.register());
    const presented = [
      newKeyText(newId('qk')).key,
      newKeyText(api_key.id).key,
      `${secret}x`,
      secret.slice(0, -1),
      'qk_',
      secret.toUpperCase(),
    ];
    expect(await Promise.all(presented.map(refusalOfKey))).toEqual(presented.map(() => 'invalid_token'));
    expect(await refusalOfKey(secret)).toBe('none');
  });

  it('ends when its time has come, which has to lie ahead, and stays in the list', async () => {
    const person = await fixture.register();
    const inAnHour = new Date(fixture.clock.now().getTime() + 3_600_000).toISOString();
    const { secret, api_key } = await aKeyOf(person, inAnHour);
    expect(api_key.expires_at).toBe(inAnHour);
    fixture.clock.advance(3_590);
    expect(await refusalOfKey(secret)).toBe('none');
    fixture.clock.advance(20);
    expect(await refusalOfKey(secret)).toBe('invalid_token');
    expect((await keysOf(person)).items).toMatchObject([{ id: api_key.id, expires_at: inAnHour }]);
    expect(await refusalOf(aKeyOf(person, inAnHour))).toBe('invalid_request');
  });

  it('ends with its revocation, which only its owner can do, once', async () => {
    const [person, other] = [await fixture.register(), await fixture.register()];
    const { api_key, secret } = await aKeyOf(person);
    const revoke = ({ caller }: SignedIn) => fixture.apiKeys.revoke({ caller, origin, keyId: api_key.id });
    expect(await refusalOf(revoke(other))).toBe('not_found');
    expect(await refusalOfKey(secret)).toBe('none');
    await revoke(person);
    expect(await refusalOfKey(secret)).toBe('invalid_token');
    expect((await keysOf(person)).items).toEqual([]);
    expect(await refusalOf(revoke(person))).toBe('not_found');
  });

  it('ends with a ban of its owner for good, and with the account', async () => {
    const person = await fixture.register();
    const { secret } = await aKeyOf(person);
    const { userId } = person.caller;
    await fixture.auth.disableUser({ userId, ...byOperator });
    expect(await refusalOfKey(secret)).toBe('invalid_token');
    await fixture.auth.enableUser({ userId, ...byOperator });
    expect(await refusalOfKey(secret)).toBe('invalid_token');
    expect((await keysOf(person)).items).toEqual([]);

    const another = await aKeyOf(person);
    expect(await refusalOfKey(another.secret)).toBe('none');
    await fixture.db.orm.execute(sql`delete from users where id = ${userId}`);
    expect(await refusalOfKey(another.secret)).toBe('invalid_token');
  });

  it('leaves entries of who made and who revoked it in the audit log', async () => {
    const person = await fixture.register();
    const { api_key } = await aKeyOf(person);
    await fixture.apiKeys.revoke({ caller: person.caller, origin, keyId: api_key.id });
    const { rows } = await fixture.db.orm.execute(sql`
      select action, actor_id, before, after from audit_log where target_id = ${api_key.id} order by id`);
    const actor_id = person.caller.userId;
    expect(rows).toEqual([
      { action: 'api_keys.created', actor_id, before: null, after: { ...readAndWrite, expires_at: null } },
      { action: 'api_keys.revoked', actor_id, before: readAndWrite, after: null },
    ]);
  });
});

describe('the list of keys', () => {
  it('leads through the own keys page by page, the newest first', async () => {
    const [person, other] = [await fixture.register(), await fixture.register()];
    await aKeyOf(other);
    const made: string[] = [];
    for (let count = 0; count < 3; count++) made.unshift((await aKeyOf(person)).api_key.id);
    const { caller } = person;
    const first = await fixture.apiKeys.list({ caller, limit: 2 });
    const second = await fixture.apiKeys.list({ caller, limit: 2, cursor: first.next_cursor ?? '' });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made);
    expect(second.next_cursor).toBeNull();
  });
});

it('whatever does not begin as a key does is left to those who sign people in', async () => {
  const person = await fixture.register();
  const credentials = { authorization: person.authorization, cookies: {} };
  expect(await fixture.authenticate(credentials)).toEqual(person.caller);
  expect(await refusalOf(fixture.authenticate({ authorization: undefined, cookies: {} }))).toBe(
    'unauthenticated',
  );
  expect(() => fixture.apiKeys.authenticateElse(undefined)).toThrow('need a module that signs people in');
});
