import { bind } from '@quartet/platform/use-cases';
import { beginHourly, beginNightly, beginReconciliation } from './begin-reconciliation.ts';
import { continueReconciliation } from './continue-reconciliation.ts';
import type { ReconciliationCore } from './core.ts';
import { listDrift } from './list-drift.ts';
import { listReconciliations } from './list-reconciliations.ts';
import { readReconciliation } from './read-reconciliation.ts';

export type { ReconciliationCore } from './core.ts';

/** Compares what is here with what the payment provider has, and heals what differs. */
export type Reconciliation = ReturnType<typeof createReconciliation>;

export function createReconciliation(core: ReconciliationCore) {
  return {
    begin: bind(core, beginReconciliation),
    list: bind(core, listReconciliations),
    read: bind(core, readReconciliation),
    listDrift: bind(core, listDrift),
    /** Jobs; none runs twice at once, whoever calls them. */
    beginHourly: () => beginHourly(core),
    beginNightly: () => beginNightly(core),
    continue: (signal?: AbortSignal) => continueReconciliation(core, signal),
  };
}
