import type { TeamRole } from '@quartet/platform/contract';
import type { Id } from '@quartet/platform/ids';
import type { NewInvitation } from './invitations.sql.ts';
import type { Member } from './members.sql.ts';
import type { TeamWithRole } from './teams.sql.ts';

/** A team as one of its members sees it. Times are ISO 8601. */
export interface PresentedTeam {
  id: Id<'team'>;
  name: string;
  /** The role of whoever asked. */
  role: TeamRole;
  created_at: string;
  updated_at: string;
}

export function presentTeam(team: TeamWithRole): PresentedTeam {
  return {
    id: team.id,
    name: team.name,
    role: team.role,
    created_at: team.created_at.toISOString(),
    updated_at: team.updated_at.toISOString(),
  };
}

export interface PresentedMember {
  user_id: Id<'user'>;
  email: string;
  full_name: string | null;
  role: TeamRole;
  joined_at: string;
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

export interface PresentedInvitation {
  id: Id<'invitation'>;
  email: string;
  role: TeamRole;
  invited_by: Id<'user'>;
  created_at: string;
  expires_at: string;
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

/** A page of a list. */
export interface Page<Item> {
  items: Item[];
  /** Leads to the next page; null on the last one. */
  next_cursor: string | null;
}
