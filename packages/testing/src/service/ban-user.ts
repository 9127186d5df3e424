import type { Runtime } from '@quartet/platform/service';
import { sql } from 'drizzle-orm';

/** Disables an account by its state alone: it has to bite even where sessions were not revoked as well. */
export async function banUser({ runtime }: { runtime: Runtime }, userId: string): Promise<void> {
  await runtime.db.orm.execute(sql`update users set status = 'disabled' where id = ${userId}`);
}
