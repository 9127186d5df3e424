import { secondsAfter } from '@quartet/platform/clock';
import type { OperatorCaller } from '@quartet/platform/contract';
import { commonErrors, isDomainError } from '@quartet/platform/errors';
import { newId } from '@quartet/platform/ids';
import { billingErrors } from '../errors.ts';
import type { ReconciliationCore } from './core.ts';
import { readReconciliation } from './read-reconciliation.ts';
import { deleteReconciliations, insertReconciliation } from './reconciliations.sql.ts';

const DAY_SECONDS = 86_400;
/** Stripe lists events of the last 30 days: https://docs.stripe.com/api/events. */
const LISTED_DAYS = 30;
/** Stripe tries a delivery again for three days: https://docs.stripe.com/webhooks#retries. */
const DELIVERED_DAYS = 3;
const REQUEST_BUDGET = 500;
const NIGHTLY_REQUEST_BUDGET = 5_000;
const KEPT_DAYS = 90;

interface Order {
  requestedBy: string | null;
  since: Date;
  isDryRun: boolean;
  requestBudget: number;
}

/**
 * Begins a reconciliation, over three days unless `since` says otherwise.
 *
 * @throws `reconciliation_running`; `invalid_request` for a time that the provider's list does not go back to
 */
export async function beginReconciliation(
  core: ReconciliationCore,
  { caller, since, dry_run }: { caller: OperatorCaller; since?: string | undefined; dry_run: boolean },
) {
  const now = core.clock.now();
  const id = await begin(core, {
    requestedBy: caller.operatorId,
    since: since === undefined ? secondsAfter(now, -DELIVERED_DAYS * DAY_SECONDS) : listedTime(since, now),
    isDryRun: dry_run,
    requestBudget: REQUEST_BUDGET,
  });
  return await readReconciliation(core, { id });
}

/** Begins the reconciliation of each hour, over three days, unless one runs. */
export async function beginHourly(core: ReconciliationCore): Promise<void> {
  await beginScheduled(core, { days: DELIVERED_DAYS, requestBudget: REQUEST_BUDGET });
}

/** Begins the reconciliation of each night, as far back as the provider's list goes, and forgets old ones. */
export async function beginNightly(core: ReconciliationCore): Promise<void> {
  await deleteReconciliations(core.db.orm, {
    before: secondsAfter(core.clock.now(), -KEPT_DAYS * DAY_SECONDS),
  });
  await beginScheduled(core, { days: LISTED_DAYS, requestBudget: NIGHTLY_REQUEST_BUDGET });
}

async function beginScheduled(
  core: ReconciliationCore,
  { days, requestBudget }: { days: number; requestBudget: number },
): Promise<void> {
  const since = secondsAfter(core.clock.now(), -days * DAY_SECONDS);
  try {
    await begin(core, { requestedBy: null, since, isDryRun: false, requestBudget });
  } catch (error) {
    if (!isDomainError(error, billingErrors.reconciliationRunning)) throw error;
    core.log.info('A reconciliation is running still; the scheduled one is left out.');
  }
}

async function begin(core: ReconciliationCore, order: Order): Promise<string> {
  const id = newId('reconciliation');
  await core.db.transaction(async (tx) => {
    await insertReconciliation(tx, { ...order, id, requestedAt: core.clock.now() });
    await core.enqueue(tx);
  });
  return id;
}

function listedTime(since: string, now: Date): Date {
  const time = new Date(since);
  if (time <= now && time >= secondsAfter(now, -LISTED_DAYS * DAY_SECONDS)) return time;
  throw commonErrors.invalidRequest({
    errors: [{ path: 'body.since', message: `must be within the last ${LISTED_DAYS} days` }],
  });
}
