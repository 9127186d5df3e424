import type { Executor } from '@quartet/platform/database';
import { type ChainProblem, inspectChain } from './audit.sql.ts';

/** Whether the log is as it was written; if not, the first position where it is not. */
export type Verification =
  | { ok: true; entries: number }
  | { ok: false; position: number; problem: ChainProblem };

/**
 * Checks every entry's hash, every link, and the end of the chain.
 *
 * It finds what was done to rows. Somebody who may write all tables could compute the whole chain anew;
 * against that, keep the head's hash outside of this database from time to time.
 */
export async function verify(executor: Executor): Promise<Verification> {
  const { end, problem, broken_at } = await inspectChain(executor);
  return problem === null ? { ok: true, entries: end } : { ok: false, position: broken_at, problem };
}
