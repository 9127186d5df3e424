import type { Server } from '@quartet/http-fastify';
import { buildApp, service } from '@quartet/saas-api';
import { declaration, rules } from '@quartet/saas-api/config';
import {
  type Api,
  banUser,
  createTeam,
  credentials,
  type Person,
  type RunningService,
  startService,
} from '@quartet/testing/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNest } from '../start-nest.ts';

let inFastify: RunningService<Server>;
let inNest: RunningService<Server>;

beforeAll(async () => {
  inFastify = await startService({ service, declaration, rules, buildApp });
  inNest = await startNest({ env: { DATABASE_URL: inFastify.database.url } });
});
afterAll(async () => {
  await inNest.stop();
  await inFastify.stop();
});

const directions = [
  { from: 'saas-api', to: 'saas-nest', services: () => ({ one: inFastify, other: inNest }) },
  { from: 'saas-nest', to: 'saas-api', services: () => ({ one: inNest, other: inFastify }) },
];

describe.each(directions)('Somebody who signed in at $from', ({ services }) => {
  it('is known at the other service by bearer token and by cookie', async () => {
    const { one, other } = services();
    const person = await one.register();
    for (const by of credentials) {
      const answer = await askWhoAmI(other, person, by);
      expect(answer).toMatchObject({ status: 200, body: { user: { id: person.id } } });
    }
  });

  it('exchanges their refresh token at the other service', async () => {
    const { one, other } = services();
    const { signIn } = await one.register();
    const { refresh_token } = signIn;
    const answer = await other.call('POST', '/api/auth/refresh', { body: { refresh_token } });
    expect(answer).toMatchObject({ status: 200, body: { session_id: signIn.session_id } });
  });

  it('is nobody at the other service once they are signed out at this one', async () => {
    const { one, other } = services();
    const person = await one.register();
    await askWhoAmI(other, person, 'cookie');
    expect((await person.call('POST', '/api/auth/logout')).status).toBe(204);
    expect(await statusesOf(other, person)).toEqual([401, 401]);
  });

  it('is nobody at either service once they are banned', async () => {
    const { one, other } = services();
    const person = await one.register();
    expect(await statusesOf(other, person)).toEqual([200, 200]);
    await banUser(one, person.id);
    expect(await statusesOf(other, person)).toEqual([401, 401]);
    expect(await statusesOf(one, person)).toEqual([401, 401]);
  });

  it('finds their team at the other service', async () => {
    const { one, other } = services();
    const person = await one.register();
    const path = `/api/teams/${await createTeam(person)}`;
    expect((await other.call('GET', path, { headers: person.headers('bearer') })).status).toBe(200);
  });
});

function askWhoAmI(api: Api, person: Person, by: (typeof credentials)[number]) {
  return api.call('GET', '/api/auth/me', { headers: person.headers(by) });
}

function statusesOf(api: Api, person: Person): Promise<number[]> {
  return Promise.all(credentials.map(async (by) => (await askWhoAmI(api, person, by)).status));
}
