import { describe, expect, it } from 'vitest';
import { type Person, personOf, signInShape } from '../service/index.ts';
import { expectAnswer, expectProblem } from './expect-problem.ts';
import type { Scenarios } from './target.ts';

const NEW_PASSWORD = 'nine iron giraffes';

export const passwordChange: Scenarios = (target) => {
  const change = (person: Person, current_password: string, new_password = NEW_PASSWORD) =>
    person.call('PUT', '/api/auth/password', { body: { current_password, new_password } });

  describe('Changing a password', () => {
    it('gives this device a new session and ends all others', async () => {
      const person = await target().register();
      const other = await target().login(person);
      const answer = await change(person, person.password);
      expectAnswer(answer, 200, signInShape);
      const renewed = personOf(target(), { ...person, password: NEW_PASSWORD }, answer);
      expect((await renewed.call('GET', '/api/auth/me')).status).toBe(200);
      expect((await renewed.browse('GET', '/api/auth/me')).status).toBe(200);
      for (const gone of [person, other])
        expectProblem(await gone.call('GET', '/api/auth/me'), 401, 'invalid_token');
      await target().login(renewed);
    });

    it('asks for the current one', async () => {
      const person = await target().register();
      const answer = await change(person, 'not the password');
      expect(expectProblem(answer, 422, 'wrong_password')).toEqual(['body.current_password']);
      await target().login(person);
    });

    it('refuses a weak one', async () => {
      const person = await target().register();
      const answer = await change(person, person.password, 'password123');
      expect(expectProblem(answer, 422, 'weak_password')).toEqual(['body.new_password']);
    });
  });
};
