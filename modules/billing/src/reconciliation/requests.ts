import type { ReconciliationCore } from './core.ts';
import { type Claim, spendRequests } from './reconciliations.sql.ts';

/** A reconciliation has no requests left. */
export class BudgetSpentError extends Error {
  override readonly name = 'BudgetSpentError';
}

/**
 * Takes so many of a reconciliation's requests, before they are made, or as many as are left.
 *
 * @returns how many there are, at least one
 * @throws BudgetSpentError
 */
export async function takeRequests({ db }: ReconciliationCore, claim: Claim, count: number): Promise<number> {
  const granted = await spendRequests(db.orm, claim, count);
  if (granted === undefined) throw new Error('Another process works on this reconciliation by now.');
  if (granted > 0) return granted;
  throw new BudgetSpentError(`The budget of ${claim.requestBudget} requests was spent before the end.`);
}
