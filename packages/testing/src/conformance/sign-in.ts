import { describe, expect, it } from 'vitest';
import { type Account, newEmail, signInShape } from '../service/index.ts';
import { expectAnswer, expectProblem } from './expect-problem.ts';
import type { Scenarios } from './target.ts';

export const signIn: Scenarios = (target) => {
  const login = (body: unknown) => target().call('POST', '/api/auth/login', { body });

  const expectRefusal = async (attempt: Account) => {
    const answer = await login(attempt);
    expect(expectProblem(answer, 401, 'invalid_credentials')).toEqual([]);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.cookies).toEqual([]);
  };

  describe('Signing in', () => {
    it('answers the user and the tokens of a session of its own', async () => {
      const person = await target().register();
      const { email, password } = person;
      const answer = expectAnswer(await login({ email, password }), 200, signInShape);
      expect(answer.user.id).toBe(person.id);
      expect(answer.session_id).not.toBe(person.signIn.session_id);
    });

    it('takes the address in any case', async () => {
      const { email, password } = await target().register();
      expect((await login({ email: ` ${email.toUpperCase()}`, password })).status).toBe(200);
    });

    it('says the same of a wrong password and of an unknown address', async () => {
      const { email, password } = await target().register();
      await expectRefusal({ email, password: 'not the password' });
      await expectRefusal({ email: newEmail(), password });
    });

    it('says the same of a banned account', async () => {
      const { id, email, password } = await target().register();
      await target().ban(id);
      await expectRefusal({ email, password });
    });

    it('slows down whoever guesses, and says for how long', async () => {
      const { email, password } = await target().register();
      for (let guess = 0; guess < 5; guess += 1) await login({ email, password: `guess ${guess}` });
      const answer = await login({ email, password });
      expectProblem(answer, 429, 'too_many_requests');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    });

    it('refuses a body without a password', async () => {
      const answer = await login({ email: newEmail() });
      expect(expectProblem(answer, 422, 'invalid_request')).toEqual(['body.password']);
    });
  });
};
