import { sql } from 'drizzle-orm';
import type { RunningApi } from './start-api.ts';

/** Disables an account by its state alone: it has to bite even where sessions were not revoked as well. */
export async function banUser({ runtime }: Pick<RunningApi, 'runtime'>, userId: string): Promise<void> {
  await runtime.db.orm.execute(sql`update users set status = 'disabled' where id = ${userId}`);
}
