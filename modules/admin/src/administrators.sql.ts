import { type Executor, refusing } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';
import { adminErrors } from './errors.ts';
import { type Administrator, administrators } from './schema.ts';

/** @throws `email_taken` */
export async function insertAdministrator(executor: Executor, administrator: Administrator): Promise<void> {
  await refusing(
    { administrators_email_key: adminErrors.emailTaken },
    executor.insert(administrators).values(administrator),
  );
}

/** Of several at once with one address, one gets in. @returns whether it was this one */
export async function insertUnlessTaken(executor: Executor, administrator: Administrator): Promise<boolean> {
  const inserted = await executor
    .insert(administrators)
    .values(administrator)
    .onConflictDoNothing({ target: administrators.email })
    .returning({ id: administrators.id });
  return inserted.length === 1;
}

export async function hasAdministrators(executor: Executor): Promise<boolean> {
  const found = await executor.select({ one: sql`1` }).from(administrators).limit(1);
  return found.length === 1;
}
