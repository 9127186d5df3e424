import { emailSchema } from '@quartet/auth';
import {
  defineRoute,
  lineOfText,
  opaqueToken,
  pageOf,
  pageQuery,
  teamRoles,
} from '@quartet/platform/contract';
import { idSchema } from '@quartet/platform/ids';
import { z } from 'zod';
import { teamErrors } from './errors.ts';

const role = z.enum(teamRoles);
const name = lineOfText({ min: 1, max: 100 });

/** A team as one of its members sees it. */
export const teamSchema = z.object({
  id: idSchema('team'),
  name: z.string(),
  role: role.meta({ description: 'your own' }),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});

/** A member as the team sees them. */
export const memberSchema = z.object({
  user_id: idSchema('user'),
  email: z.string(),
  full_name: z.string().nullable(),
  role,
  joined_at: z.iso.datetime(),
});

/** An invitation that can still be accepted. */
export const invitationSchema = z.object({
  id: idSchema('invitation'),
  email: z.string(),
  role,
  invited_by: idSchema('user'),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
});

const inTeam = z.object({ id: idSchema('team') });
const ofMember = inTeam.extend({ user_id: idSchema('user') });
const ofInvitation = inTeam.extend({ invitation_id: idSchema('invitation') });

export const teamsContract = {
  list: defineRoute({
    name: 'teams.list',
    method: 'GET',
    path: '/teams',
    summary: 'List the teams that you are a member of, the oldest first',
    access: 'user',
    query: pageQuery,
    status: 200,
    answer: pageOf(teamSchema),
  }),
  create: defineRoute({
    name: 'teams.create',
    method: 'POST',
    path: '/teams',
    summary: 'Create a team with you as its owner',
    access: 'user',
    body: z.strictObject({ name }),
    status: 201,
    answer: z.object({ team: teamSchema }),
  }),
  read: defineRoute({
    name: 'teams.read',
    method: 'GET',
    path: '/teams/:id',
    summary: 'Read a team',
    access: { team: 'viewer', param: 'id' },
    params: inTeam,
    status: 200,
    answer: z.object({ team: teamSchema }),
  }),
  rename: defineRoute({
    name: 'teams.rename',
    method: 'PATCH',
    path: '/teams/:id',
    summary: 'Give a team another name',
    access: { team: 'admin', param: 'id' },
    params: inTeam,
    body: z.strictObject({ name }),
    status: 200,
    answer: z.object({ team: teamSchema }),
  }),
  delete: defineRoute({
    name: 'teams.delete',
    method: 'DELETE',
    path: '/teams/:id',
    summary: 'Delete a team with everything that belongs to it',
    access: { team: 'owner', param: 'id' },
    params: inTeam,
    status: 204,
    errors: [teamErrors.teamSubscribed],
  }),
  listMembers: defineRoute({
    name: 'teams.list_members',
    method: 'GET',
    path: '/teams/:id/members',
    summary: 'List the members of a team',
    access: { team: 'viewer', param: 'id' },
    params: inTeam,
    query: pageQuery,
    status: 200,
    answer: pageOf(memberSchema),
  }),
  changeRole: defineRoute({
    name: 'teams.change_role',
    method: 'PATCH',
    path: '/teams/:id/members/:user_id',
    summary: 'Give a member another role; only an owner makes and unmakes owners',
    access: { team: 'admin', param: 'id' },
    params: ofMember,
    body: z.strictObject({ role }),
    status: 200,
    answer: z.object({ member: memberSchema }),
    errors: [teamErrors.lastOwner, teamErrors.ownerRequired],
  }),
  removeMember: defineRoute({
    name: 'teams.remove_member',
    method: 'DELETE',
    path: '/teams/:id/members/:user_id',
    summary: 'Remove a member: yourself with any role, others as an admin, owners as an owner',
    access: { team: 'viewer', param: 'id' },
    params: ofMember,
    status: 204,
    errors: [teamErrors.lastOwner, teamErrors.ownerRequired],
  }),
  listInvitations: defineRoute({
    name: 'teams.list_invitations',
    method: 'GET',
    path: '/teams/:id/invitations',
    summary: 'List the invitations that can still be accepted',
    access: { team: 'admin', param: 'id' },
    params: inTeam,
    query: pageQuery,
    status: 200,
    answer: pageOf(invitationSchema),
  }),
  invite: defineRoute({
    name: 'teams.invite',
    method: 'POST',
    path: '/teams/:id/invitations',
    summary: 'Invite a person by mail, for 7 days, to a role up to your own; replace an open invitation',
    access: { team: 'admin', param: 'id' },
    params: inTeam,
    body: z.strictObject({ email: emailSchema, role }),
    status: 201,
    answer: z.object({ invitation: invitationSchema }),
    errors: [teamErrors.alreadyMember, teamErrors.roleAboveOwn],
    // Each call mails to an address of the caller's choice.
    limit: { by: 'caller', points: 100, windowSeconds: 3600 },
  }),
  revokeInvitation: defineRoute({
    name: 'teams.revoke_invitation',
    method: 'DELETE',
    path: '/teams/:id/invitations/:invitation_id',
    summary: 'Withdraw an invitation',
    access: { team: 'admin', param: 'id' },
    params: ofInvitation,
    status: 204,
  }),
  acceptInvitation: defineRoute({
    name: 'teams.accept_invitation',
    method: 'POST',
    path: '/invitations/accept',
    summary: 'Join a team with the token that was mailed to your address',
    access: 'user',
    body: z.strictObject({ token: opaqueToken }),
    status: 200,
    answer: z.object({ team: teamSchema }),
    errors: [teamErrors.invitationInvalid, teamErrors.invitationForOtherAddress, teamErrors.alreadyMember],
  }),
};
