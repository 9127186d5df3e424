import type { AuditEntry } from '@quartet/audit';

/** What of a change the audit log keeps. */
export type SubscriptionChange = Required<Pick<AuditEntry, 'action' | 'before' | 'after'>>;

/** A change that takes several requests at the provider stopped behind the first; its cause is why. */
export class HalfDoneError extends Error {
  override readonly name = 'HalfDoneError';
  readonly change: SubscriptionChange;

  /** @param change what was done by then */
  constructor(change: SubscriptionChange, options: { cause: unknown }) {
    super('A subscription was changed by half.', options);
    this.change = change;
  }
}
