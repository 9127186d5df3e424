import type { AuditActor } from '@quartet/audit';
import type { Transaction } from '@quartet/platform/database';
import type { AdminCore } from './core.ts';
import type { Administrator } from './schema.ts';

/** The last statement of a transaction that creates an administrator. */
export async function recordCreation(
  { audit }: AdminCore,
  tx: Transaction,
  { id, email, role }: Administrator,
  actor: AuditActor,
): Promise<void> {
  await audit.record(tx, {
    action: 'admin.administrator_created',
    actor,
    target: { kind: 'administrator', id },
    after: { email, role },
  });
}
