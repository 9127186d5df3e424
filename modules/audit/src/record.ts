import type { Transaction } from '@quartet/platform/database';
import { newId } from '@quartet/platform/ids';
import { appendEntry } from './audit.sql.ts';
import type { AuditEntry } from './entry.ts';

/** Appends `entry` to the chain, in one round trip. */
export async function record(tx: Transaction, entry: AuditEntry, occurredAt: Date): Promise<void> {
  await appendEntry(tx, {
    id: newId('audit'),
    occurredAt,
    action: entry.action,
    actorKind: entry.actor.kind,
    actorId: entry.actor.kind === 'system' ? null : entry.actor.id,
    subjectId: entry.subject ?? null,
    targetKind: entry.target.kind,
    targetId: entry.target.id,
    reason: entry.reason ?? null,
    before: jsonOf(entry.before),
    after: jsonOf(entry.after),
    requestId: entry.requestId ?? null,
  });
}

function jsonOf(value: Readonly<Record<string, unknown>> | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
