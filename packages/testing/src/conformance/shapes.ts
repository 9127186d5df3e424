import { z } from 'zod';
import { userShape } from '../service/index.ts';

export const userAnswer = z.strictObject({ user: userShape });
export const accepted = z.strictObject({ status: z.literal('accepted') });

const role = z.enum(['owner', 'admin', 'member', 'viewer']);
const teamId = z.string().regex(/^team_[0-9a-z]{26}$/);
const userId = userShape.shape.id;

const team = z.strictObject({
  id: teamId,
  name: z.string(),
  role,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
const member = z.strictObject({
  user_id: userId,
  email: z.email(),
  full_name: z.string().nullable(),
  role,
  joined_at: z.iso.datetime(),
});
const invitation = z.strictObject({
  id: z.string().regex(/^invitation_[0-9a-z]{26}$/),
  email: z.email(),
  role,
  invited_by: userId,
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
});
const session = z.strictObject({
  id: z.string().regex(/^session_[0-9a-z]{26}$/),
  user_agent: z.string().nullable(),
  address: z.string().nullable(),
  created_at: z.iso.datetime(),
  last_seen_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  is_current: z.boolean(),
});

export const teamAnswer = z.strictObject({ team });
export const memberAnswer = z.strictObject({ member });
export const invitationAnswer = z.strictObject({ invitation });
export const profileAnswer = z.strictObject({
  profile: z.strictObject({
    user_id: userId,
    display_name: z.string().nullable(),
    timezone: z.string(),
    biography: z.string().nullable(),
    updated_at: z.iso.datetime().nullable(),
  }),
});
export const teamPage = pageOf(team);
export const memberPage = pageOf(member);
export const invitationPage = pageOf(invitation);
export const sessionPage = pageOf(session);

function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), next_cursor: z.string().nullable() });
}
