import type { Executor } from '@quartet/platform/database';
import type { ObjectName } from '../projector.ts';
import { markObjects } from './refresh.sql.ts';

/** Objects of one statement. */
const BATCH = 1_000;

/** Has objects looked at by the workers, as if there were news of them; in a transaction, once it commits. */
export async function refresh(executor: Executor, objects: readonly ObjectName[]): Promise<void> {
  for (let start = 0; start < objects.length; start += BATCH)
    await markObjects(executor, objects.slice(start, start + BATCH));
}
