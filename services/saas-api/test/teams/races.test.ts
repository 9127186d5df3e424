import {
  type Answer,
  codeOf,
  createTeam,
  invite,
  movableClock,
  newEmail,
  PASSWORD,
  type Person,
  tokenIn,
  tokensShape,
  waitForMail,
} from '@quartet/testing/service';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type RunningApi, startApi } from '../start-api.ts';

/** Past the 30 s in which a used refresh token answers its successor again. */
const PAST_GRACE_SECONDS = 31;
const ROUNDS = 10;

const clock = movableClock();
let api: RunningApi;
beforeAll(async () => {
  api = await startApi({ clock });
});
afterAll(() => api.stop());

describe('20 refreshes with one token at the same time', () => {
  it('all answer the one successor', async () => {
    const { signIn } = await api.register();
    const answers = await atOnce(20, () => refresh(signIn.refresh_token));
    const successors = answers.map(({ body }) => tokensShape.parse(body).refresh_token);
    expect(new Set(successors).size).toBe(1);
    expect(await count(sql`from refresh_tokens where session_id = ${signIn.session_id}`)).toBe(2);
  });

  it('are reuse once the grace is over, and end the whole family', async () => {
    const person = await api.register();
    const { refresh_token } = person.signIn;
    const [first] = await atOnce(20, () => refresh(refresh_token));
    const successor = tokensShape.parse(first?.body);
    clock.advance(PAST_GRACE_SECONDS);
    const reuse = await atOnce(20, () => refresh(refresh_token));
    expect(new Set(reuse.map(codeOf))).toEqual(new Set(['invalid_refresh_token']));
    expect(codeOf(await refresh(successor.refresh_token))).toBe('invalid_refresh_token');
    expect((await me(successor.access_token)).status).toBe(401);
    expect((await person.browse('GET', '/api/auth/me')).status).toBe(401);
  });
});

describe('A mailed token, used 20 times at the same time', () => {
  it('verifies an address once', async () => {
    const { email } = await api.register();
    const token = tokenIn(await waitForMail(api.mailsTo, { recipient: email, subject: /^Confirm/ }));
    const answers = await atOnce(20, () => post('/api/auth/email-verification/confirm', { token }));
    expect(tally(answers)).toEqual({ '200': 1, '410 link_expired': 19 });
  });

  it('resets a password once: the one that was set is the one that was answered', async () => {
    const { email } = await api.register();
    await post('/api/auth/password-reset', { email });
    const token = tokenIn(await waitForMail(api.mailsTo, { recipient: email, subject: /password/i }));
    const passwords = Array.from({ length: 20 }, (_, n) => `nine iron giraffes ${n}`);
    const answers = await Promise.all(
      passwords.map((password) => post('/api/auth/password-reset/confirm', { token, password })),
    );
    expect(tally(answers)).toEqual({ '200': 1, '410 link_expired': 19 });
    const set = passwords[answers.findIndex(({ status }) => status === 200)] ?? '';
    expect((await api.login({ email, password: set })).email).toBe(email);
  });

  it('lets a person into a team once', async () => {
    const [owner, guest] = await Promise.all([api.register(), api.register()]);
    const teamId = await createTeam(owner);
    const { token } = await invite(api, { by: owner, teamId, email: guest.email, role: 'member' });
    const answers = await atOnce(20, () =>
      guest.call('POST', '/api/invitations/accept', { body: { token } }),
    );
    expect(tally(answers)).toEqual({ '200': 1, '410 invitation_invalid': 19 });
    const { body } = await owner.call('GET', `/api/teams/${teamId}/members`);
    expect(z.object({ items: z.array(z.unknown()) }).parse(body).items).toHaveLength(2);
  });
});

describe('50 registrations of one address at the same time', () => {
  it('make one user, whatever form the address comes in', async () => {
    const email = newEmail();
    const [local = '', domain = ''] = email.split('@');
    const forms = [
      email,
      email.toUpperCase(),
      `  ${email}\t`,
      `\u00a0${email}\u3000`,
      `${fullWidth(local)}@${domain}`,
      `${local}@${fullWidth(domain.toUpperCase())}`,
      `${local}＠${domain}`,
    ];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        post('/api/auth/register', { email: forms[n % forms.length], password: PASSWORD }),
      ),
    );
    expect(tally(answers)).toEqual({ '201': 1, '409 email_taken': 49 });
    expect(await count(sql`from users where email = ${email}`)).toBe(1);
  });
});

describe('Two owners of a team', () => {
  it.each([
    ['leave', 'DELETE', undefined, '204'],
    ['step down', 'PATCH', { role: 'viewer' }, '200'],
  ])('who %s at the same time leave one behind', async (_verb, method, body, success) => {
    const owners: [Person, Person] = await Promise.all([api.register(), api.register()]);
    for (let round = 0; round < ROUNDS; round += 1) {
      const path = `/api/teams/${await aTeamOf(owners)}/members`;
      const answers = owners.map((owner) => owner.call(method, `${path}/${owner.id}`, { body }));
      expect(tally(await Promise.all(answers))).toEqual({ [success]: 1, '409 last_owner': 1 });
    }
  });
});

describe('Logging out while the session is refreshed', () => {
  it('leaves nothing alive, whichever came first', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const person = await api.register();
      const [refreshed] = await Promise.all([
        refresh(person.signIn.refresh_token),
        person.call('POST', '/api/auth/logout'),
      ]);
      const renewed = tokensShape.safeParse(refreshed.body).data ?? person.signIn;
      expect((await me(renewed.access_token)).status).toBe(401);
      expect((await person.browse('GET', '/api/auth/me')).status).toBe(401);
      expect(codeOf(await refresh(renewed.refresh_token))).toBe('invalid_refresh_token');
    }
  });
});

function atOnce(times: number, send: () => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: times }, send));
}

function post(path: string, body: unknown): Promise<Answer> {
  return api.call('POST', path, { body });
}

function refresh(refresh_token: string): Promise<Answer> {
  return post('/api/auth/refresh', { refresh_token });
}

function me(accessToken: string): Promise<Answer> {
  return api.call('GET', '/api/auth/me', { headers: { authorization: `Bearer ${accessToken}` } });
}

/** How many answers there were of each kind. */
function tally(answers: readonly Answer[]): Record<string, number> {
  const kinds = answers.map((answer) => [answer.status, codeOf(answer)].filter(Boolean).join(' '));
  return Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]));
}

async function count(rows: ReturnType<typeof sql>): Promise<number> {
  const { rows: found } = await api.runtime.db.orm.execute(sql`select count(*)::int as count ${rows}`);
  return z.object({ count: z.number() }).parse(found[0]).count;
}

function fullWidth(text: string): string {
  return text.replace(/[!-~]/g, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0));
}

/** The second becomes an owner by the database, since an invitation would wait for its mail. */
async function aTeamOf([first, second]: [Person, Person]): Promise<string> {
  const teamId = await createTeam(first);
  await api.runtime.db.scoped({ teamId: z.templateLiteral(['team_', z.string()]).parse(teamId) }, (tx) =>
    tx.execute(sql`
      insert into memberships (team_id, user_id, role, created_at)
      values (${teamId}, ${second.id}, 'owner', now())`),
  );
  return teamId;
}
