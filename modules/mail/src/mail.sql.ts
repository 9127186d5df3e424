import type { Executor, Transaction } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { and, eq, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { mails } from './schema.ts';

export type MailId = Id<'mail'>;

export async function insertMail(
  tx: Transaction,
  mail: Pick<
    typeof mails.$inferInsert,
    'id' | 'user_id' | 'recipient' | 'template' | 'sealed' | 'created_at'
  >,
): Promise<void> {
  await tx.insert(mails).values(mail);
}

/** Takes the mail for this attempt until `until`, unless it is sent, given up, or in other hands. */
export async function claimMail(db: Executor, id: MailId, { now, until }: { now: Date; until: Date }) {
  const [claimed] = await db
    .update(mails)
    .set({ claimed_until: until, attempts: sql`${mails.attempts} + 1` })
    .where(and(isQueued(id), or(isNull(mails.claimed_until), lte(mails.claimed_until, now))))
    .returning({ recipient: mails.recipient, template: mails.template, sealed: mails.sealed });
  return claimed;
}

export async function isWaiting(db: Executor, id: MailId): Promise<boolean> {
  const rows = await db.select({ id: mails.id }).from(mails).where(isQueued(id));
  return rows.length > 0;
}

export async function markSent(
  db: Executor,
  id: MailId,
  sent: { at: Date; messageId: string },
): Promise<void> {
  await db
    .update(mails)
    .set({
      status: 'sent',
      sent_at: sent.at,
      message_id: sent.messageId,
      sealed: null,
      claimed_until: null,
      last_error: null,
    })
    .where(isQueued(id));
}

export async function releaseMail(db: Executor, id: MailId, error: string): Promise<void> {
  await db.update(mails).set({ claimed_until: null, last_error: error }).where(isQueued(id));
}

export async function markFailed(db: Executor, id: MailId, error: string): Promise<void> {
  await db
    .update(mails)
    .set({ status: 'failed', sealed: null, claimed_until: null, last_error: error })
    .where(isQueued(id));
}

export async function deleteMailsBefore(db: Executor, moment: Date): Promise<void> {
  await db.delete(mails).where(lt(mails.created_at, moment));
}

function isQueued(id: MailId) {
  return and(eq(mails.id, id), eq(mails.status, 'queued'));
}
