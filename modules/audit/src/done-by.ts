import type { UserCaller } from '@quartet/platform/contract';
import type { AuditEntry } from './entry.ts';

/** Who does something for a caller: the person, or the API key that acts as them. */
export function doneBy(caller: UserCaller): Pick<AuditEntry, 'actor' | 'subject'> {
  if (caller.credential === 'api_key')
    return { actor: { kind: 'api_key', id: caller.apiKeyId }, subject: caller.userId };
  return { actor: { kind: 'user', id: caller.userId } };
}
