import type { Id } from '@quartet/platform/ids';

/** What happened, for the audit log. No field may hold a credential: the log is kept and read by many. */
export interface AuditEntry {
  /** `module.verb` in the past tense, such as `teams.member_removed`. */
  action: string;
  actor: AuditActor;
  /** As whom the actor acted: under impersonation, or by an API key. */
  subject?: Id<'user'>;
  target: AuditTarget;
  /** Why, in the actor's words. */
  reason?: string;
  /** What was changed, as it was before. */
  before?: Readonly<Record<string, unknown>>;
  /** What was changed, as it is now. */
  after?: Readonly<Record<string, unknown>>;
  requestId?: string;
}

export type AuditActor =
  | { kind: 'user'; id: Id<'user'> }
  | { kind: 'api_key'; id: Id<'qk'> }
  | { kind: 'administrator'; id: Id<'admin'> }
  | { kind: 'operator'; id: string }
  | { kind: 'system' };

export interface AuditTarget {
  /** A noun of the module, such as `team`. */
  kind: string;
  id: string;
}
