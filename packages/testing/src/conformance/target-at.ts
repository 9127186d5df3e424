import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import { createApi, developmentMailbox, type ReadMails, send } from '../service/index.ts';
import { NotCheckableError } from './not-checkable-error.ts';
import type { ConformanceTarget } from './target.ts';

/** A running service as the caller of the suite describes it. */
export interface AddressToCheck {
  url: string;
  /** The origin that it is configured to be reached by. */
  origin: string;
  /** What its access tokens have to name as `iss`. */
  issuer?: string;
  /** The service whose development mailbox gets the mails. */
  mailboxUrl: string;
  /** A shell command that disables the account of $USER_ID. */
  banCommand?: string;
}

/** A target in any language: HTTP, and the given ways to what HTTP does not give. */
export async function targetAt(address: AddressToCheck): Promise<ConformanceTarget> {
  return {
    ...createApi(address),
    issuer: () => given(address.issuer, 'what tokens name as iss is a setting: see --issuer'),
    mailsTo: await mailsAt(address.mailboxUrl),
    ban: (userId) => ban(userId, address.banCommand),
    stop: async () => undefined,
  };
}

async function mailsAt(mailboxUrl: string): Promise<ReadMails> {
  const { status } = await send(mailboxUrl, { method: 'GET', path: '/dev/mailbox.json' });
  if (status === 200) return developmentMailbox(mailboxUrl);
  return () =>
    Promise.reject(
      new NotCheckableError(
        `it needs a mail, and GET ${mailboxUrl}/dev/mailbox.json was answered ${status}: see --mailbox-url`,
      ),
    );
}

async function ban(userId: string, banCommand: string | undefined): Promise<void> {
  const reason = 'it needs an account to be banned, which only an administrator can do: see --ban-command';
  await promisify(exec)(given(banCommand, reason), { env: { ...process.env, USER_ID: userId } });
}

function given(value: string | undefined, otherwise: string): string {
  if (value !== undefined) return value;
  throw new NotCheckableError(otherwise);
}
