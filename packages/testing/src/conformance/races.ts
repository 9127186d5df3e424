import { describe, expect, it } from 'vitest';
import {
  type Answer,
  codeOf,
  invite,
  newEmail,
  PASSWORD,
  teamWith,
  tokenIn,
  tokensShape,
  waitForMail,
} from '../service/index.ts';
import { memberPage } from './shapes.ts';
import type { Scenarios } from './target.ts';

/** As many as one browser with a few tabs, and its retries, can send at once. */
const TIMES = 20;

export const races: Scenarios = (target) => {
  const post = (path: string, body: unknown) => target().call('POST', path, { body });

  describe('At the same time', () => {
    it('20 refreshes with one token are answered the one successor', async () => {
      const { refresh_token } = (await target().register()).signIn;
      const answers = await atOnce(() => post('/api/auth/refresh', { refresh_token }));
      const successors = answers.map(({ body }) => tokensShape.parse(body).refresh_token);
      expect(new Set(successors).size).toBe(1);
      expect(successors[0]).not.toBe(refresh_token);
    });

    it('20 registrations of one address, in any case, make one account', async () => {
      const email = newEmail();
      const forms = [email, email.toUpperCase(), ` ${email} `];
      const answers = await atOnce((n) =>
        post('/api/auth/register', { email: forms[n % forms.length], password: PASSWORD }),
      );
      expect(tally(answers)).toEqual({ '201': 1, '409 email_taken': TIMES - 1 });
    });

    it('20 uses of a mailed link verify the address once', async () => {
      const { email } = await target().register();
      const token = tokenIn(await waitForMail(target().mailsTo, { recipient: email, subject: /^Confirm/ }));
      const answers = await atOnce(() => post('/api/auth/email-verification/confirm', { token }));
      expect(tally(answers)).toEqual({ '200': 1, '410 link_expired': TIMES - 1 });
    });

    it('20 uses of an invitation make one member', async () => {
      const { teamId, owner } = await teamWith(target());
      const guest = await target().register();
      const { token } = await invite(target(), { by: owner, teamId, email: guest.email, role: 'member' });
      const answers = await atOnce(() => guest.call('POST', '/api/invitations/accept', { body: { token } }));
      expect(tally(answers)).toEqual({ '200': 1, '410 invitation_invalid': TIMES - 1 });
      const { body } = await owner.call('GET', `/api/teams/${teamId}/members`);
      expect(memberPage.parse(body).items).toHaveLength(2);
    });

    it('two owners who leave keep one behind', async () => {
      const {
        teamId,
        owner,
        of: { admin },
      } = await teamWith(target(), 'admin');
      const path = `/api/teams/${teamId}/members`;
      await owner.call('PATCH', `${path}/${admin.id}`, { body: { role: 'owner' } });
      const leaving = [owner, admin].map((person) => person.call('DELETE', `${path}/${person.id}`));
      expect(tally(await Promise.all(leaving))).toEqual({ '204': 1, '409 last_owner': 1 });
    });
  });
};

function atOnce(send: (n: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: TIMES }, (_, n) => send(n)));
}

/** How many answers there were of each kind. */
function tally(answers: readonly Answer[]): Record<string, number> {
  const kinds = answers.map((answer) => [answer.status, codeOf(answer)].filter(Boolean).join(' '));
  return Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]));
}
