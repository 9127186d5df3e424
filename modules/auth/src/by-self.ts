import type { AuditEntry } from '@quartet/audit';
import type { RequestOrigin } from '@quartet/platform/contract';
import type { Id } from '@quartet/platform/ids';

/** The part of an audit entry that says: a person did it, to their own account. */
export function bySelf(
  userId: Id<'user'>,
  { requestId }: RequestOrigin,
): Pick<AuditEntry, 'actor' | 'target' | 'requestId'> {
  return { actor: { kind: 'user', id: userId }, target: { kind: 'user', id: userId }, requestId };
}
