import { z } from 'zod';
import type { Api, Person } from './api.ts';
import { type ReadMails, tokenIn, waitForMail } from './mails.ts';

export type Role = 'owner' | 'admin' | 'member' | 'viewer';

/** Where teams can be joined: invitations come by mail. */
type ApiWithMails = Api & { mailsTo: ReadMails };

const withId = z.object({ id: z.string() });

/** A new team of this person's. */
export async function createTeam(owner: Person, name = 'Crew'): Promise<string> {
  const answer = await owner.call('POST', '/api/teams', { body: { name } });
  return z.object({ team: withId }).parse(answer.body).team.id;
}

/** A team with a member of each role that is asked for. */
export async function teamWith<Roles extends Exclude<Role, 'owner'>>(
  api: ApiWithMails,
  ...roles: Roles[]
): Promise<{ teamId: string; owner: Person; of: Record<Roles, Person> }> {
  const owner = await api.register();
  const teamId = await createTeam(owner);
  const joined = roles.map(
    async (role) => [role, await newMember(api, { by: owner, teamId, role })] as const,
  );
  const of = Object.fromEntries(await Promise.all(joined)) as Record<Roles, Person>;
  return { teamId, owner, of };
}

/** Somebody new who was invited by mail and has accepted. */
async function newMember(
  api: ApiWithMails,
  invitation: { by: Person; teamId: string; role: Role },
): Promise<Person> {
  const person = await api.register();
  const { token } = await invite(api, { ...invitation, email: person.email });
  const accepted = await person.call('POST', '/api/invitations/accept', { body: { token } });
  if (accepted.status !== 200) throw new Error(`The invitation was refused: ${accepted.text}`);
  return person;
}

/** Invites an address and reads the token in its mail. */
export async function invite(
  api: ApiWithMails,
  { by, teamId, email, role }: { by: Person; teamId: string; email: string; role: Role },
): Promise<{ id: string; token: string }> {
  const answer = await by.call('POST', `/api/teams/${teamId}/invitations`, { body: { email, role } });
  const { invitation } = z.object({ invitation: withId }).parse(answer.body);
  const mail = await waitForMail(api.mailsTo, { recipient: email, subject: /^Join the team/ });
  return { id: invitation.id, token: tokenIn(mail) };
}
