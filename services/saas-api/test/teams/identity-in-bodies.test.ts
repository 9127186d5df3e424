import { isUnsafe } from '@quartet/platform/contract';
import { bodyFields, exampleBody, examplePath } from '@quartet/testing/routes';
import { codeOf, createTeam, type Person } from '@quartet/testing/service';
import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startApi } from '../start-api.ts';

// The routes are known once the service has been built, and each becomes a test.
const api = await startApi();
afterAll(() => api.stop());

describe('A field of a body', () => {
  const unsafe = api.app.boundRoutes.filter(({ method }) => isUnsafe(method));

  it.each(unsafe)('never says who somebody is or what they may ($method $path)', async (route) => {
    const [caller, victim] = await Promise.all([api.register(), api.register()]);
    const team = await createTeam(caller);
    const before = await standing(caller, victim);
    const params =
      typeof route.access === 'object' && 'team' in route.access ? { [route.access.param]: team } : {};
    const own = new Set(bodyFields(route));
    for (const [field, value] of claimsOf(victim).filter(([name]) => !own.has(name))) {
      const body = { ...exampleBody(route), [field]: value };
      const answer = await caller.call(route.method, examplePath(route, params), { body });
      if (route.body !== undefined)
        expect([field, answer.status, codeOf(answer)]).toEqual([field, 422, 'invalid_request']);
    }
    expect(await standing(caller, victim)).toEqual(before);
  });
});

/** Fields by which a body might try to say who is calling, or that they are more than they are. */
function claimsOf(victim: Person): [string, unknown][] {
  return Object.entries({
    id: victim.id,
    user_id: victim.id,
    sub: victim.id,
    caller: { kind: 'user', userId: victim.id },
    session_id: victim.signIn.session_id,
    role: 'owner',
    roles: ['owner'],
    is_admin: true,
    status: 'active',
    verified: true,
    email_verified: true,
    email_verified_at: '2026-01-01T00:00:00Z',
    password_hash: 'x',
    team: { role: 'owner' },
    team_id: 'team_01k00000000000000000000000',
    owner_id: victim.id,
    created_at: '2020-01-01T00:00:00Z',
  });
}

/** Who these people are in the database, and what they may. */
async function standing(...people: Person[]) {
  const { rows } = await api.runtime.db.orm.execute(sql`
    select id, email, full_name, password_hash, email_verified_at, status, created_at
    from users where id in ${people.map(({ id }) => id)} order by id`);
  const roles = await Promise.all(
    people.map(({ id }) =>
      api.runtime.db.scoped({ userId: z.templateLiteral(['user_', z.string()]).parse(id) }, (tx) =>
        tx.execute(sql`select role from memberships where user_id = ${id} and role <> 'owner'`),
      ),
    ),
  );
  return { rows, roles: roles.map((result) => result.rows) };
}
