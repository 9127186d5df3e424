import { describe, expect, it } from 'vitest';
import { expectAnswer, expectNothing, expectProblem } from './expect-problem.ts';
import { userAnswer } from './shapes.ts';
import type { Scenarios } from './target.ts';

const ME = '/api/auth/me';

export const signedIn: Scenarios = (target) => {
  describe('Somebody who is signed in', () => {
    it('is known by bearer token and by cookie', async () => {
      const person = await target().register();
      for (const call of [person.call, person.browse]) {
        const { user } = expectAnswer(await call('GET', ME), 200, userAnswer);
        expect(user).toEqual(person.signIn.user);
      }
    });

    it('is nobody without either', async () => {
      const answer = await target().call('GET', ME);
      expectProblem(answer, 401, 'unauthenticated');
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    });

    it.each(['Bearer', 'Bearer x', 'Bearer a.b.c', 'Basic YTpi', 'bearer  '])(
      'is refused with the header %j, whatever cookie is beside it',
      async (authorization) => {
        const { cookie } = await target().register();
        const answer = await target().call('GET', ME, { headers: { authorization, cookie } });
        expectProblem(answer, 401, 'invalid_token');
        expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
      },
    );

    it('is nobody any more once the device is signed out', async () => {
      const person = await target().register();
      const other = await target().login(person);
      expectNothing(await person.call('POST', '/api/auth/logout'));
      expectProblem(await person.call('GET', ME), 401, 'invalid_token');
      expectProblem(await person.browse('GET', ME), 401, 'unauthenticated');
      expect((await other.call('GET', ME)).status).toBe(200);
    });

    it('is nobody any more, anywhere, once all devices are signed out', async () => {
      const person = await target().register();
      const other = await target().login(person);
      expectNothing(await other.browse('POST', '/api/auth/logout-all'));
      expectProblem(await person.call('GET', ME), 401, 'invalid_token');
      expectProblem(await other.browse('GET', ME), 401, 'unauthenticated');
    });

    it('is nobody any more once they are banned', async () => {
      const person = await target().register();
      await target().ban(person.id);
      expectProblem(await person.call('GET', ME), 401, 'invalid_token');
      expectProblem(await person.browse('GET', ME), 401, 'unauthenticated');
    });
  });
};
