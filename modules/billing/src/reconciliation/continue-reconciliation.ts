import type { ReconciliationCore } from './core.ts';
import { reconcileEvents } from './reconcile-events.ts';
import { reconcileSubscriptions } from './reconcile-subscriptions.ts';
import {
  advanceReconciliation,
  type Claim,
  claimReconciliation,
  endReconciliation,
  releaseReconciliation,
} from './reconciliations.sql.ts';

/** One page takes less: a request of ten seconds, and a hundred objects at two a second. */
const LEASE_SECONDS = 90;
/** With a minute between them, this long an outage is waited out. */
const ATTEMPTS_AT_A_PAGE = 10;

/**
 * Goes on with the reconciliation that runs, if there is one and nobody else is at it, to its end or until the
 * signal. What fails is tried again by the next call, from the page that failed.
 */
export async function continueReconciliation(core: ReconciliationCore, signal?: AbortSignal): Promise<void> {
  let claim = await claimReconciliation(core.db.orm, { seconds: LEASE_SECONDS });
  while (claim !== undefined) claim = await reconcilePage(core, claim, signal);
}

/** @returns the claim on what is left; nothing when there is nothing to go on with */
async function reconcilePage(
  core: ReconciliationCore,
  claim: Claim,
  signal: AbortSignal | undefined,
): Promise<Claim | undefined> {
  const { db, clock } = core;
  if (claim.requestsUsed >= claim.requestBudget) {
    const error = `The budget of ${claim.requestBudget} requests was spent before the end.`;
    await endReconciliation(db.orm, claim, { now: clock.now(), error });
    return undefined;
  }
  if (signal?.aborted) {
    await releaseReconciliation(db.orm, claim, { requests: 0 });
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
  signal: AbortSignal | undefined,
): Promise<Claim | undefined> {
  const reconcile = claim.phase === 'events' ? reconcileEvents : reconcileSubscriptions;
  const progress = await reconcile(core, claim, signal);
  const { phase, cursor } = progress;
  const isDone = claim.phase === 'subscriptions' && cursor === undefined;
  return await core.db.transaction(async (tx) => {
    const isStillOurs = await advanceReconciliation(tx, claim, { progress, seconds: LEASE_SECONDS });
    if (!isStillOurs) return undefined;
    if (!isDone) return { ...claim, phase, cursor, attempts: 1, requestsUsed: claim.requestsUsed + 1 };
    await endReconciliation(tx, claim, { now: core.clock.now() });
    return undefined;
  });
}

async function postpone(
  core: ReconciliationCore,
  claim: Claim,
  error: unknown,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!signal?.aborted)
    core.log.warn({ err: error, reconciliation: claim.id }, 'A reconciliation was interrupted.');
  const isLast = claim.attempts >= ATTEMPTS_AT_A_PAGE;
  if (!isLast) return await releaseReconciliation(core.db.orm, claim, { requests: 1 });
  const reason = error instanceof Error ? error.message : String(error);
  await endReconciliation(core.db.orm, claim, { now: core.clock.now(), error: reason });
}
