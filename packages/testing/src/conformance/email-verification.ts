import { describe, expect, it } from 'vitest';
import { type Person, tokenIn, waitForMail } from '../service/index.ts';
import { expectAnswer, expectProblem } from './expect-problem.ts';
import { accepted, userAnswer } from './shapes.ts';
import type { Scenarios } from './target.ts';

const SEND = '/api/auth/email-verification';

export const emailVerification: Scenarios = (target) => {
  const confirm = (token: unknown) => target().call('POST', `${SEND}/confirm`, { body: { token } });
  const mailedToken = async ({ email }: Person, count = 1) =>
    tokenIn(await waitForMail(target().mailsTo, { recipient: email, subject: /^Confirm/, count }));

  describe('Verifying an address', () => {
    it('takes the token of the mail, once', async () => {
      const person = await target().register();
      const token = await mailedToken(person);
      const { user } = expectAnswer(await confirm(token), 200, userAnswer);
      expect(user).toMatchObject({ id: person.id, email_verified: true });
      expectProblem(await confirm(token), 410, 'link_expired');
    });

    it('mails another link on request, which ends the one before', async () => {
      const person = await target().register();
      const first = await mailedToken(person);
      expectAnswer(await person.call('POST', SEND), 202, accepted);
      const second = await mailedToken(person, 2);
      expectProblem(await confirm(first), 410, 'link_expired');
      expect((await confirm(second)).status).toBe(200);
    });

    it('mails nothing to an address that is verified', async () => {
      const person = await target().register();
      await confirm(await mailedToken(person));
      expectProblem(await person.call('POST', SEND), 409, 'email_already_verified');
    });

    it('mails five an hour at most', async () => {
      const person = await target().register();
      for (let mail = 2; mail <= 5; mail += 1) expect((await person.call('POST', SEND)).status).toBe(202);
      const answer = await person.call('POST', SEND);
      expectProblem(answer, 429, 'too_many_requests');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    });

    it('refuses a token that was made up, and none', async () => {
      expectProblem(await confirm('A'.repeat(43)), 410, 'link_expired');
      expect(expectProblem(await confirm(''), 422, 'invalid_request')).toEqual(['body.token']);
    });

    it('uses nothing up by GET, since mail scanners open every link', async () => {
      const person = await target().register();
      const token = await mailedToken(person);
      expectProblem(await target().call('GET', `${SEND}/confirm?token=${token}`), 404, 'not_found');
      expect((await confirm(token)).status).toBe(200);
    });
  });
};
