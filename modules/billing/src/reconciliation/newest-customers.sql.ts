import type { Executor } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';

/** The newest first; the deleted as well, since the provider knows those too. */
export async function findNewestCustomers(executor: Executor, count: number): Promise<{ id: string }[]> {
  const { rows } = await executor.execute<{ id: string }>(sql`
    select id from customers order by created_at desc nulls last, id limit ${count}`);
  return rows;
}
