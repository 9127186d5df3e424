import { secondsAfter } from '@quartet/platform/clock';
import type { JobRun } from '@quartet/platform/jobs';
import type { MailMessage } from '@quartet/platform/mail';
import { type OutboxCore, SEAL_PURPOSE } from './core.ts';
import { renderLetter } from './letters/letter.ts';
import { writeLetter } from './letters/template.ts';
import { claimMail, isWaiting, type MailId, markFailed, markSent, releaseMail } from './mail.sql.ts';

/** An attempt ends, one way or another, well before its claim does, so two never overlap. */
export const SEND_TIMEOUT_SECONDS = 60;
const CLAIM_SECONDS = SEND_TIMEOUT_SECONDS + 30;

/** Another attempt has the mail in hand: an overlapping job, or a process that died and has not given way yet. */
class MailInHandError extends Error {
  override readonly name = 'MailInHandError';
}

/**
 * One attempt at sending. A mail that was sent is never sent again. Only a crash between the server's yes and
 * the record of it can double one; both then carry the same Message-ID, by which mail programs show one.
 *
 * @throws when it should be tried again
 */
export async function sendMail(core: OutboxCore, id: MailId, run: JobRun): Promise<void> {
  const now = core.clock.now();
  const mail = await claimMail(core.db.orm, id, { now, until: secondsAfter(now, CLAIM_SECONDS) });
  if (mail?.sealed) return attempt(core, id, { ...mail, sealed: mail.sealed }, run);
  if (await isWaiting(core.db.orm, id)) throw new MailInHandError(`The mail ${id} is being sent already.`);
}

interface ClaimedMail {
  recipient: string;
  template: string;
  sealed: Buffer;
}

async function attempt(core: OutboxCore, id: MailId, mail: ClaimedMail, run: JobRun): Promise<void> {
  const { db, log, clock } = core;
  const messageId = await send(core, id, mail, run);
  // Outside of what releases the mail: the server has it, so a fault here must not make it free to be sent again.
  await markSent(db.orm, id, { at: clock.now(), messageId });
  log.info({ mail_id: id, template: mail.template }, 'Mail sent.');
}

async function send(core: OutboxCore, id: MailId, mail: ClaimedMail, run: JobRun): Promise<string> {
  try {
    const { messageId } = await core.transport.send(messageOf(core, id, mail), run.signal);
    return messageId;
  } catch (error) {
    const reason = reasonOf(error);
    await (run.isLastAttempt ? markFailed(core.db.orm, id, reason) : releaseMail(core.db.orm, id, reason));
    throw error;
  }
}

function messageOf(core: OutboxCore, id: MailId, mail: ClaimedMail): MailMessage {
  const template = core.templates[mail.template];
  if (template === undefined) throw new Error(`No module brings the template ${mail.template}.`);
  const values: unknown = JSON.parse(core.sealer.open(mail.sealed, SEAL_PURPOSE));
  return {
    to: mail.recipient,
    messageId: `<${id}@${new URL(core.appUrl).hostname}>`,
    ...renderLetter(writeLetter(template, values, core), core),
  };
}

const REASON_LENGTH = 500;

/** What the mail server said, for whoever looks into a mail that did not arrive. */
function reasonOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error).slice(0, REASON_LENGTH);
}
