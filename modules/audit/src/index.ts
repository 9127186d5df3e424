import type { Clock } from '@quartet/platform/clock';
import type { Executor, Transaction } from '@quartet/platform/database';
import type { AuditEntry } from './entry.ts';
import { record } from './record.ts';
import { type Verification, verify } from './verify.ts';

export type { ChainProblem } from './audit.sql.ts';
export { doneBy } from './done-by.ts';
export type { AuditActor, AuditEntry, AuditTarget } from './entry.ts';
export type { Verification } from './verify.ts';

/** The log of who did what to whom. */
export interface Audit {
  /**
   * Appends an entry, which exists if and only if `tx` commits. Let it be the last statement of `tx`:
   * from here to the commit every other writer of the log waits.
   */
  record(tx: Transaction, entry: AuditEntry): Promise<void>;
  /** Walks the whole chain and reports the first entry that is not as it was written. */
  verify(executor: Executor): Promise<Verification>;
}

export function createAudit({ clock }: { clock: Clock }): Audit {
  return {
    record: (tx, entry) => record(tx, entry, clock.now()),
    verify,
  };
}
