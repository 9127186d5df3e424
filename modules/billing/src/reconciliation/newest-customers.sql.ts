import type { Executor } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';

/** Customers that are not known as deleted, the newest first. */
export async function findNewestCustomers(executor: Executor, count: number): Promise<{ id: string }[]> {
  const { rows } = await executor.execute<{ id: string }>(sql`
    select id from customers where not is_deleted order by created_at desc nulls last, id limit ${count}`);
  return rows;
}
