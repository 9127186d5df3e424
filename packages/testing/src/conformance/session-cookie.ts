import { describe, expect, it } from 'vitest';
import { type Answer, newEmail, PASSWORD } from '../service/index.ts';
import type { ConformanceTarget, Scenarios } from './target.ts';

const THIRTY_DAYS_MS = 30 * 24 * 60 * 60 * 1000;
/** Between the clocks of client and service, and for the time of an answer. */
const TOLERANCE_MS = 60_000;

export const sessionCookie: Scenarios = (target) => {
  describe('The session cookie', () => {
    it('cannot be read by scripts, sent by other sites, or kept for more than 30 days', async () => {
      const body = { email: newEmail(), password: PASSWORD };
      const registered = await target().call('POST', '/api/auth/register', { body });
      const loggedIn = await target().call('POST', '/api/auth/login', { body });
      for (const answer of [registered, loggedIn]) {
        const { name, value, attributes } = onlyCookie(answer);
        expect([name, value]).toEqual([nameFor(target()), expect.stringMatching(/^[\w-]{43}$/)]);
        const { Expires, ...others } = attributes;
        expect(others).toEqual(attributesFor(target()));
        const life = Date.parse(Expires ?? '') - Date.now();
        expect(Math.abs(life - THIRTY_DAYS_MS)).toBeLessThan(TOLERANCE_MS);
      }
    });

    it.each(['/api/auth/logout', '/api/auth/logout-all'])('is taken back by POST %s', async (path) => {
      const person = await target().register();
      const { name, value, attributes } = onlyCookie(await person.browse('POST', path));
      expect([name, value]).toEqual([nameFor(target()), '']);
      expect(attributes).toEqual({
        ...attributesFor(target()),
        'Max-Age': '0',
        Expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
      });
    });

    it('is set by nothing but a sign-in', async () => {
      const person = await target().register();
      const { refresh_token } = person.signIn;
      const answers = await Promise.all([
        person.browse('GET', '/api/auth/me'),
        person.browse('GET', '/api/auth/sessions'),
        target().call('POST', '/api/auth/refresh', { body: { refresh_token } }),
      ]);
      expect(answers.flatMap(({ cookies }) => cookies)).toEqual([]);
    });
  });
};

function nameFor({ origin }: ConformanceTarget): string {
  return origin.startsWith('https:') ? '__Host-session' : 'session';
}

/** RFC 6265bis, section 4.1.3.2: the prefix asks for `Secure`, for `Path=/` and for no `Domain`. */
function attributesFor({ origin }: ConformanceTarget): Record<string, string> {
  return {
    Path: '/',
    HttpOnly: '',
    SameSite: 'Lax',
    ...(origin.startsWith('https:') && { Secure: '' }),
  };
}

function onlyCookie({ cookies }: Answer) {
  expect(cookies).toHaveLength(1);
  const [pair = '', ...rest] = (cookies[0] ?? '').split('; ');
  const [name, value] = split(pair);
  return { name, value, attributes: Object.fromEntries(rest.map(split)) };
}

function split(pair: string): [string, string] {
  const [name = '', ...value] = pair.split('=');
  return [name, value.join('=')];
}
