import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type ApiKeysFixture,
  bearer,
  byOperator,
  origin,
  type SignedIn,
  startApiKeys,
} from './testing/start-api-keys.ts';

const AT_ONCE = 20;

let fixture: ApiKeysFixture;
/** Connected as the owner of the tables. */
let owner: pg.Client;
beforeEach(async () => {
  fixture = await startApiKeys();
  owner = new pg.Client({ connectionString: fixture.base.ownerUrl });
  await owner.connect();
});
afterEach(async () => {
  await owner.end();
  await fixture.close();
});

const aKeyOf = ({ caller }: SignedIn) =>
  fixture.apiKeys.create({ name: 'Robot', scopes: ['read'], caller, origin });

/** Counts the writes to the keys, each of which a trigger notes. */
async function countWrites(): Promise<() => Promise<number>> {
  await owner.query(`
    create table writes (at timestamptz not null default now());
    grant insert on writes to quartet_app;
    create function note_write() returns trigger language plpgsql as
      $$ begin insert into writes default values; return null; end $$;
    create trigger note_write after update on api_keys for each row execute function note_write()`);
  return async () => {
    const { rows } = await owner.query<{ count: string }>('select count(*) from writes');
    return Number(rows[0]?.count);
  };
}

async function lastUseOf(person: SignedIn): Promise<string | null | undefined> {
  const { items } = await fixture.apiKeys.list({ caller: person.caller, limit: 1 });
  return items[0]?.last_used_at;
}

/** In two processes. */
const useAtOnce = (key: string) =>
  Promise.all(
    Array.from({ length: AT_ONCE }, (_, at) =>
      at % 2 === 0 ? fixture.authenticate(bearer(key)) : fixture.authenticateElsewhere(bearer(key)),
    ),
  );

test('a key that is used by many requests at once is written to once, and again after a minute', async () => {
  const person = await fixture.register();
  const { secret } = await aKeyOf(person);
  const writes = await countWrites();
  expect(await lastUseOf(person)).toBeNull();
  const before = fixture.clock.now().toISOString();

  await useAtOnce(secret);
  await expect.poll(() => lastUseOf(person)).not.toBeNull();
  expect((await lastUseOf(person)) ?? '').toSatisfy((used) => used >= before);
  await useAtOnce(secret);
  expect(await writes()).toBe(1);

  fixture.clock.advance(61);
  await useAtOnce(secret);
  await expect.poll(writes).toBe(2);
});

test('no request waits for the note that its key was used', async () => {
  const person = await fixture.register();
  const { secret, api_key } = await aKeyOf(person);
  await owner.query('begin');
  await owner.query('select from api_keys where id = $1 for update', [api_key.id]);
  const callers = await useAtOnce(secret);
  expect(callers).toHaveLength(AT_ONCE);
  await owner.query('commit');
  await expect.poll(() => lastUseOf(person)).not.toBeNull();
});

test('a request that the note cannot be written for is answered, and the fault is logged', async () => {
  const { secret } = await aKeyOf(await fixture.register());
  await owner.query('revoke update on api_keys from quartet_app');
  await fixture.authenticate(bearer(secret));
  await expect.poll(() => fixture.log.text()).toContain('The use of a key was not noted.');
  expect(fixture.log.text()).not.toContain(secret);
});

test('no use of a key that begins after its revocation is let in, however many are under way', async () => {
  const { caller } = await fixture.register();
  const { secret, api_key } = await aKeyOf({ caller, authorization: '' });
  let isRevoked = false;
  let letInLate = 0;
  const useUntilRefused = async () => {
    for (;;) {
      const began = isRevoked;
      const isLetIn = await fixture.authenticate(bearer(secret)).then(
        () => true,
        () => false,
      );
      if (isLetIn && began) letInLate++;
      if (!isLetIn || began) return;
    }
  };
  const users = Array.from({ length: AT_ONCE }, useUntilRefused);
  await fixture.apiKeys.revoke({ caller, origin, keyId: api_key.id });
  isRevoked = true;
  await Promise.all(users);
  expect(letInLate).toBe(0);
});

test('of revocations at once one is carried out', async () => {
  const person = await fixture.register();
  const { api_key } = await aKeyOf(person);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 5 }, () =>
      fixture.apiKeys.revoke({ caller: person.caller, origin, keyId: api_key.id }),
    ),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a key that is made while its owner is banned does not outlive the ban', async () => {
  for (let round = 0; round < 5; round++) {
    const person = await fixture.register();
    const { userId } = person.caller;
    const making = Array.from({ length: 5 }, () => aKeyOf(person));
    const banning = fixture.auth.disableUser({ userId, ...byOperator });
    const made = await Promise.allSettled([...making, banning]);
    expect(made.at(-1)?.status).toBe('fulfilled');
    const live = 'select id from api_keys where user_id = $1 and revoked_at is null';
    expect((await owner.query(live, [userId])).rows).toEqual([]);
  }
});
