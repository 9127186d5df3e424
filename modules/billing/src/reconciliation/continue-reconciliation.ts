import { OtherAccountError } from '../gateway/index.ts';
import type { ReconciliationCore } from './core.ts';
import { holdClaim } from './hold-claim.ts';
import { phaseAfter } from './phases.ts';
import { reconcileEvents } from './reconcile-events.ts';
import { reconcileObjects } from './reconcile-objects.ts';
import {
  advanceReconciliation,
  type Claim,
  claimReconciliation,
  endReconciliation,
  releaseReconciliation,
} from './reconciliations.sql.ts';
import { BudgetSpentError } from './requests.ts';

const LEASE_SECONDS = 90;
/** With a minute between them, this long an outage is waited out. */
const ATTEMPTS_AT_A_PAGE = 10;

/**
 * Goes on with the reconciliation that runs, if there is one and nobody else is at it, to its end or until the
 * signal. What fails is tried again by the next call, from the page that failed.
 */
export async function continueReconciliation(core: ReconciliationCore, signal?: AbortSignal): Promise<void> {
  const { db, leaseSeconds = LEASE_SECONDS } = core;
  let claim = await claimReconciliation(db.orm, { seconds: leaseSeconds });
  if (claim === undefined) return;
  const held = holdClaim(core, claim, { leaseSeconds, signal });
  try {
    while (claim !== undefined) claim = await reconcilePage(core, claim, held.signal);
  } finally {
    held.release();
  }
}

/** @returns the claim on what is left; nothing when there is nothing to go on with */
async function reconcilePage(
  core: ReconciliationCore,
  claim: Claim,
  signal: AbortSignal,
): Promise<Claim | undefined> {
  if (signal.aborted) {
    await releaseReconciliation(core.db.orm, claim);
    return undefined;
  }
  try {
    return await advance(core, claim, signal);
  } catch (error) {
    await postpone(core, claim, error, signal);
    return undefined;
  }
}

async function advance(
  core: ReconciliationCore,
  claim: Claim,
  signal: AbortSignal,
): Promise<Claim | undefined> {
  const { cursor, eventsSeen, objectsCompared } =
    claim.phase === 'events'
      ? await reconcileEvents(core, claim, signal)
      : await reconcileObjects(core, { ...claim, phase: claim.phase }, signal);
  const next = cursor === undefined ? phaseAfter(claim.phase) : claim.phase;
  return await core.db.transaction(async (tx) => {
    const progress = { phase: next ?? claim.phase, cursor, eventsSeen, objectsCompared };
    const isStillOurs = await advanceReconciliation(tx, claim, progress);
    if (!isStillOurs) return undefined;
    if (next !== undefined) return { ...claim, phase: next, cursor, attempts: 1 };
    await endReconciliation(tx, claim, { now: core.clock.now() });
    return undefined;
  });
}

async function postpone(
  { db, clock, log }: ReconciliationCore,
  claim: Claim,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  const isFinal = error instanceof BudgetSpentError || error instanceof OtherAccountError;
  if (!signal.aborted && !isFinal)
    log.warn({ err: error, reconciliation: claim.id }, 'A reconciliation was interrupted.');
  const isLast = isFinal || claim.attempts >= ATTEMPTS_AT_A_PAGE;
  if (!isLast) return await releaseReconciliation(db.orm, claim);
  const reason = error instanceof Error ? error.message : String(error);
  await endReconciliation(db.orm, claim, { now: clock.now(), error: reason });
}
