import type { z } from 'zod';
import type { invitationSchema, memberSchema, teamSchema } from './contract.ts';
import type { NewInvitation } from './invitations.sql.ts';
import type { Member } from './members.sql.ts';
import type { TeamWithRole } from './teams.sql.ts';

export type PresentedTeam = z.input<typeof teamSchema>;
export type PresentedMember = z.input<typeof memberSchema>;
export type PresentedInvitation = z.input<typeof invitationSchema>;

export function presentTeam(team: TeamWithRole): PresentedTeam {
  return {
    id: team.id,
    name: team.name,
    role: team.role,
    created_at: team.created_at.toISOString(),
    updated_at: team.updated_at.toISOString(),
  };
}

export function presentMember(member: Member): PresentedMember {
  return {
    user_id: member.user_id,
    email: member.email,
    full_name: member.full_name,
    role: member.role,
    joined_at: member.joined_at.toISOString(),
  };
}

export function presentInvitation(invitation: NewInvitation): PresentedInvitation {
  return {
    id: invitation.id,
    email: invitation.email,
    role: invitation.role,
    invited_by: invitation.invited_by,
    created_at: invitation.created_at.toISOString(),
    expires_at: invitation.expires_at.toISOString(),
  };
}
