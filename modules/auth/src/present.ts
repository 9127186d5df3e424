import type { UserCaller } from '@quartet/platform/contract';
import type { z } from 'zod';
import type { sessionSchema, userSchema } from './contract.ts';
import type { Session, User } from './schema.ts';

export type PresentedUser = z.input<typeof userSchema>;
export type PresentedSession = z.input<typeof sessionSchema>;

export function presentUser(user: User): PresentedUser {
  return {
    id: user.id,
    email: user.email,
    full_name: user.full_name,
    email_verified: user.email_verified_at !== null,
    status: user.status,
    created_at: user.created_at.toISOString(),
  };
}

/** Only an active user becomes a caller. */
export function presentCaller(caller: UserCaller): PresentedUser {
  return {
    id: caller.userId,
    email: caller.email,
    full_name: caller.fullName,
    email_verified: caller.emailVerified,
    status: 'active',
    created_at: caller.createdAt.toISOString(),
  };
}

export function presentSession(session: Session, currentId: Session['id']): PresentedSession {
  return {
    id: session.id,
    user_agent: session.user_agent,
    address: session.address,
    created_at: session.created_at.toISOString(),
    last_seen_at: session.last_seen_at.toISOString(),
    expires_at: session.expires_at.toISOString(),
    is_current: session.id === currentId,
  };
}
