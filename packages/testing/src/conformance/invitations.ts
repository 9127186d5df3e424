import { describe, expect, it } from 'vitest';
import { invite, newEmail, type Person, teamWith } from '../service/index.ts';
import { expectAnswer, expectNothing, expectProblem } from './expect-problem.ts';
import { invitationAnswer, invitationPage, teamAnswer } from './shapes.ts';
import type { Scenarios } from './target.ts';

export const invitations: Scenarios = (target) => {
  const accept = (person: Person, token: string) =>
    person.call('POST', '/api/invitations/accept', { body: { token } });
  const send = (by: Person, teamId: string, body: unknown) =>
    by.call('POST', `/api/teams/${teamId}/invitations`, { body });

  describe('An invitation', () => {
    it('is listed until it is accepted, by the person of its address, once', async () => {
      const { teamId, owner } = await teamWith(target());
      const guest = await target().register();
      const { id, token } = await invite(target(), { by: owner, teamId, email: guest.email, role: 'member' });
      const listed = async () =>
        expectAnswer(await owner.call('GET', `/api/teams/${teamId}/invitations`), 200, invitationPage).items;
      expect(await listed()).toMatchObject([
        { id, email: guest.email, role: 'member', invited_by: owner.id },
      ]);
      const { team } = expectAnswer(await accept(guest, token), 200, teamAnswer);
      expect(team).toMatchObject({ id: teamId, role: 'member' });
      expect(await listed()).toEqual([]);
      expectProblem(await accept(guest, token), 410, 'invitation_invalid');
    });

    it('is for seven days', async () => {
      const { teamId, owner } = await teamWith(target());
      const answer = await send(owner, teamId, { email: newEmail(), role: 'viewer' });
      const { invitation } = expectAnswer(answer, 201, invitationAnswer);
      const life = Date.parse(invitation.expires_at) - Date.parse(invitation.created_at);
      expect(life).toBe(7 * 24 * 60 * 60 * 1000);
    });

    it('is of no use to anybody else, and is not used up by them', async () => {
      const { teamId, owner } = await teamWith(target());
      const [guest, thief] = await Promise.all([target().register(), target().register()]);
      const { token } = await invite(target(), { by: owner, teamId, email: guest.email, role: 'admin' });
      expectProblem(await accept(thief, token), 403, 'invitation_for_other_address');
      expect((await accept(guest, token)).status).toBe(200);
    });

    it('is of no use once it is withdrawn', async () => {
      const { teamId, owner } = await teamWith(target());
      const guest = await target().register();
      const { id, token } = await invite(target(), { by: owner, teamId, email: guest.email, role: 'admin' });
      expectNothing(await owner.call('DELETE', `/api/teams/${teamId}/invitations/${id}`));
      expectProblem(await accept(guest, token), 410, 'invitation_invalid');
      expectProblem(await owner.call('DELETE', `/api/teams/${teamId}/invitations/${id}`), 404, 'not_found');
    });

    it('is sent by admins, up to their own role', async () => {
      const {
        teamId,
        owner,
        of: { admin, member },
      } = await teamWith(target(), 'admin', 'member');
      const body = (role: string) => ({ email: newEmail(), role });
      expect((await send(admin, teamId, body('admin'))).status).toBe(201);
      expectProblem(await send(admin, teamId, body('owner')), 403, 'role_above_own');
      expect((await send(owner, teamId, body('owner'))).status).toBe(201);
      expectProblem(await send(member, teamId, body('viewer')), 403, 'forbidden');
      expectProblem(await member.call('GET', `/api/teams/${teamId}/invitations`), 403, 'forbidden');
    });

    it('is not for whoever is a member', async () => {
      const {
        teamId,
        owner,
        of: { viewer },
      } = await teamWith(target(), 'viewer');
      const answer = await send(owner, teamId, { email: viewer.email, role: 'admin' });
      expectProblem(answer, 409, 'already_member');
    });

    it('was never made: its token is refused like a used one', async () => {
      const person = await target().register();
      expectProblem(await accept(person, 'A'.repeat(43)), 410, 'invitation_invalid');
      expect(expectProblem(await accept(person, ''), 422, 'invalid_request')).toEqual(['body.token']);
    });

    it('needs an address and a role', async () => {
      const { teamId, owner } = await teamWith(target());
      const answer = await send(owner, teamId, { email: 'ada', role: 'king' });
      expect(expectProblem(answer, 422, 'invalid_request')).toEqual(['body.email', 'body.role']);
    });
  });
};
