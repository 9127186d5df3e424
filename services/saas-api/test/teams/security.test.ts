import {
  type Answer,
  cookiePair,
  createTeam,
  newEmail,
  PASSWORD,
  type Person,
  waitForMail,
} from '@quartet/testing/service';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type RunningApi, startApi } from '../start-api.ts';

let api: RunningApi;
beforeAll(async () => {
  // Behind one proxy, whose word counts: a forged header gets as far as it ever can.
  api = await startApi({ env: { TRUSTED_PROXIES: '1' } });
});
afterAll(() => api.stop());

describe('An unknown address and a wrong password', () => {
  it('are answered alike, in status, body and headers', async () => {
    const { email } = await api.register();
    const [wrong, unknown] = [await guess(email), await guess(newEmail())];
    expect(comparable(wrong)).toEqual(comparable(unknown));
    expect(wrong.status).toBe(401);
  });

  it('cost about the same time', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => api.register()));
    const times: Record<'wrong' | 'unknown', number[]> = { wrong: [], unknown: [] };
    for (const email of people.flatMap((person) => [person.email, person.email])) {
      times.wrong.push(await durationOf(() => guess(email)));
      times.unknown.push(await durationOf(() => guess(newEmail())));
    }
    // Without the same work the factor is more than 5: a comparison costs ten times the rest of the request.
    const factor = median(times.wrong) / median(times.unknown);
    expect(factor).toBeGreaterThan(1 / 3);
    expect(factor).toBeLessThan(3);
  });
});

describe('A mailed link', () => {
  const forged = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'gopher',
    'x-forwarded-port': '666',
    'x-original-host': 'evil.example',
    'x-host': 'evil.example',
    'x-forwarded-server': 'evil.example',
    forwarded: 'for=1.2.3.4;host=evil.example;proto=gopher',
    referer: 'https://evil.example/',
  };

  it.each<[string, RegExp, (person: Person) => Promise<Answer>]>([
    [
      'that verifies an address',
      /^Confirm/,
      (person) => person.call('POST', '/api/auth/email-verification', { headers: forged }),
    ],
    [
      'that resets a password',
      /password/i,
      ({ email }) => api.call('POST', '/api/auth/password-reset', { body: { email }, headers: forged }),
    ],
    [
      'to a team',
      /^Join the team/,
      async ({ email }) => {
        const owner = await api.register();
        const path = `/api/teams/${await createTeam(owner)}/invitations`;
        return owner.call('POST', path, { body: { email, role: 'viewer' }, headers: forged });
      },
    ],
  ])('%s leads to the configured origin, whatever a header says', async (_purpose, subject, request) => {
    const person = await api.register();
    expect((await request(person)).status).toBeLessThan(300);
    const count = String(subject) === String(/^Confirm/) ? 2 : 1;
    const mail = await waitForMail(api.mailsTo, { recipient: person.email, subject, count });
    expect(mail.links.length).toBeGreaterThan(0);
    for (const link of mail.links) expect(new URL(link).origin).toBe(api.origin);
    expect(mail.text).not.toContain('evil.example');
  });

  it('after a registration leads there, too', async () => {
    const email = newEmail();
    await api.call('POST', '/api/auth/register', { body: { email, password: PASSWORD }, headers: forged });
    const mail = await waitForMail(api.mailsTo, { recipient: email, subject: /^Confirm/ });
    expect(mail.links.map((link) => new URL(link).origin)).toEqual([api.origin]);
  });
});

describe('A session', () => {
  it('that stood in the browser before sign-in is replaced, not taken over', async () => {
    const [attacker, victim] = await Promise.all([api.register(), api.register()]);
    for (const cookie of [attacker.cookie, `__Host-session=${'A'.repeat(43)}`]) {
      const { email, password } = victim;
      const headers = { cookie, origin: api.origin };
      const answer = await api.call('POST', '/api/auth/login', { body: { email, password }, headers });
      expect(answer.status).toBe(200);
      expect(cookiePair(answer)).not.toBe(cookie);
      const me = await api.call('GET', '/api/auth/me', { headers: { cookie } });
      expect(me.text).not.toContain(victim.id);
    }
  });

  it('ends with its account, on the next request', async () => {
    const person = await api.register();
    await api.runtime.db.orm.execute(sql`delete from users where id = ${person.id}`);
    expect((await person.call('GET', '/api/auth/me')).status).toBe(401);
    expect((await person.browse('GET', '/api/auth/me')).status).toBe(401);
  });
});

function guess(email: string): Promise<Answer> {
  return api.call('POST', '/api/auth/login', { body: { email, password: 'not the password' } });
}

/** What of an answer could tell one refusal from another. */
function comparable({ status, headers, body }: Answer) {
  const {
    date: _date,
    'x-request-id': _id,
    'ratelimit-remaining': _left,
    'ratelimit-reset': _reset,
    ...others
  } = headers;
  return {
    status,
    headers: others,
    body: { ...z.record(z.string(), z.unknown()).parse(body), request_id: '' },
  };
}

async function durationOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
