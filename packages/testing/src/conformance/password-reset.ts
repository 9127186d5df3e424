import { describe, expect, it } from 'vitest';
import { newEmail, type Person, tokenIn, waitForMail } from '../service/index.ts';
import { expectAnswer, expectProblem } from './expect-problem.ts';
import { accepted, userAnswer } from './shapes.ts';
import type { Scenarios } from './target.ts';

const REQUEST = '/api/auth/password-reset';
const NEW_PASSWORD = 'nine iron giraffes';

export const passwordReset: Scenarios = (target) => {
  const request = (email: unknown) => target().call('POST', REQUEST, { body: { email } });
  const confirm = (body: unknown) => target().call('POST', `${REQUEST}/confirm`, { body });
  const mailedToken = async ({ email }: Person) => {
    await request(email);
    return tokenIn(await waitForMail(target().mailsTo, { recipient: email, subject: /password/i }));
  };

  describe('Resetting a password', () => {
    it('takes the token of a mail, once, and the old password is of no use any more', async () => {
      const person = await target().register();
      const token = await mailedToken(person);
      const { user } = expectAnswer(await confirm({ token, password: NEW_PASSWORD }), 200, userAnswer);
      expect(user).toMatchObject({ id: person.id, email_verified: true });
      expectProblem(await confirm({ token, password: NEW_PASSWORD }), 410, 'link_expired');
      await expect(target().login(person)).rejects.toThrow('invalid_credentials');
      await target().login({ ...person, password: NEW_PASSWORD });
    });

    it('ends every session, by cookie, bearer and refresh token', async () => {
      const person = await target().register();
      await confirm({ token: await mailedToken(person), password: NEW_PASSWORD });
      expectProblem(await person.call('GET', '/api/auth/me'), 401, 'invalid_token');
      expectProblem(await person.browse('GET', '/api/auth/me'), 401, 'unauthenticated');
      const { refresh_token } = person.signIn;
      const refreshed = await target().call('POST', '/api/auth/refresh', { body: { refresh_token } });
      expectProblem(refreshed, 401, 'invalid_refresh_token');
    });

    it('signs nobody in', async () => {
      const person = await target().register();
      const answer = await confirm({ token: await mailedToken(person), password: NEW_PASSWORD });
      expect(answer.cookies).toEqual([]);
    });

    it('is accepted for an unknown address as for a known one', async () => {
      const { email } = await target().register();
      for (const address of [email, newEmail()]) expectAnswer(await request(address), 202, accepted);
    });

    it('does not use up a token by a password that is refused', async () => {
      const person = await target().register();
      const token = await mailedToken(person);
      expectProblem(await confirm({ token, password: 'password123' }), 422, 'weak_password');
      expectProblem(await confirm({ token, password: 'short' }), 422, 'invalid_request');
      expect((await confirm({ token, password: NEW_PASSWORD })).status).toBe(200);
    });

    it('refuses a token that was made up, and an address that is none', async () => {
      expectProblem(await confirm({ token: 'A'.repeat(43), password: NEW_PASSWORD }), 410, 'link_expired');
      expect(expectProblem(await request('ada'), 422, 'invalid_request')).toEqual(['body.email']);
    });
  });
};
