import { describe, expect, it } from 'vitest';
import { newEmail, PASSWORD, signInShape, tokenIn, waitForMail } from '../service/index.ts';
import { expectAnswer, expectProblem } from './expect-problem.ts';
import type { Scenarios } from './target.ts';

const PATH = '/api/auth/register';

export const registration: Scenarios = (target) => {
  const register = (body: unknown) => target().call('POST', PATH, { body });

  describe('Registering', () => {
    it('answers the new user and the tokens of a first session', async () => {
      const email = newEmail();
      const answer = await register({ email, password: PASSWORD, full_name: ' Ada Lovelace ' });
      const { user } = expectAnswer(answer, 201, signInShape);
      expect(user).toMatchObject({
        email,
        full_name: 'Ada Lovelace',
        email_verified: false,
        status: 'active',
      });
    });

    it('mails a link to the address', async () => {
      const { email } = await target().register();
      const mail = await waitForMail(target().mailsTo, { recipient: email, subject: /^Confirm/ });
      expect(tokenIn(mail)).toMatch(/^[\w-]{43}$/);
    });

    it('keeps an address in one form: trimmed, lower case, NFKC', async () => {
      const { email } = await target().register();
      const wide = `  ${email.toUpperCase().replace('EXAMPLE', 'ＥＸＡＭＰＬＥ')} `;
      const answer = await register({ email: wide, password: PASSWORD });
      expectProblem(answer, 409, 'email_taken');
    });

    it('refuses an address that is taken', async () => {
      const { email } = await target().register();
      const answer = await register({ email, password: PASSWORD });
      expectProblem(answer, 409, 'email_taken');
      expect(answer.cookies).toEqual([]);
    });

    it.each(['password123', 'qwertyuiop'])('refuses %s, which everybody tries first', async (password) => {
      const answer = await register({ email: newEmail(), password });
      expect(expectProblem(answer, 422, 'weak_password')).toEqual(['body.password']);
    });

    it('refuses the address itself as the password', async () => {
      const email = newEmail();
      expectProblem(await register({ email, password: email }), 422, 'weak_password');
    });

    it.each<[string, unknown, string[]]>([
      ['no field', {}, ['body.email', 'body.password']],
      ['no address', { email: 'ada', password: PASSWORD }, ['body.email']],
      ['a short password', { email: 'a@example.com', password: '1234567' }, ['body.password']],
      ['a password of 201', { email: 'a@example.com', password: 'x'.repeat(201) }, ['body.password']],
      ['a number', { email: 1, password: PASSWORD }, ['body.email']],
      ['an empty name', { email: 'a@example.com', password: PASSWORD, full_name: ' ' }, ['body.full_name']],
      ['an unknown field', { email: 'a@example.com', password: PASSWORD, role: 'owner' }, ['body']],
      ['a list', [], ['body']],
    ])('names the fields at fault of a body with %s', async (_fault, body, paths) => {
      expect(expectProblem(await register(body), 422, 'invalid_request')).toEqual(paths);
    });
  });
};
