import type { ReconciliationCore } from './core.ts';
import { type Claim, renewReconciliation } from './reconciliations.sql.ts';

/** A claim that is kept while its work goes on. */
export interface HeldClaim {
  /** Aborts with the caller's signal, and when the claim is found to be somebody else's. */
  signal: AbortSignal;
  release(): void;
}

/** Keeps a claim from running out, by a beat four times in the length of its lease. */
export function holdClaim(
  { db, log }: ReconciliationCore,
  claim: Claim,
  { leaseSeconds, signal }: { leaseSeconds: number; signal: AbortSignal | undefined },
): HeldClaim {
  const lost = new AbortController();
  let next: NodeJS.Timeout | undefined;
  schedule();
  return {
    signal: signal === undefined ? lost.signal : AbortSignal.any([signal, lost.signal]),
    release() {
      clearTimeout(next);
      next = undefined;
    },
  };

  function schedule(): void {
    next = setTimeout(() => void beat(), (leaseSeconds * 1000) / 4);
  }

  async function beat(): Promise<void> {
    try {
      if (!(await renewReconciliation(db.orm, claim, { seconds: leaseSeconds }))) return lost.abort();
    } catch (error) {
      log.warn(
        { err: error },
        'The lease of a reconciliation could not be renewed; it is tried again shortly.',
      );
    }
    if (next !== undefined) schedule();
  }
}
