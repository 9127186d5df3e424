import { hashToken } from '@quartet/platform/crypto';
import type { Transaction } from '@quartet/platform/database';
import type { AuthCore } from './core.ts';
import { authErrors } from './errors.ts';
import { findOpenMailToken, useMailToken } from './mail-tokens.sql.ts';
import type { MailToken, MailTokenPurpose } from './schema.ts';
import { lockUser } from './users.sql.ts';

/** The open token of a mailed link, so that nothing costly is done for any other. @throws `link_expired` */
export async function findLink(core: AuthCore, token: string, purpose: MailTokenPurpose): Promise<MailToken> {
  const link = await findOpenMailToken(core.db.orm, hashToken(token), purpose, core.clock.now());
  if (link === undefined) throw authErrors.linkExpired();
  return link;
}

/**
 * Uses a link up, of any number of attempts for one alone. A disabled account's links do nothing.
 *
 * @throws `link_expired`
 */
export async function useLink(core: AuthCore, tx: Transaction, link: MailToken): Promise<void> {
  const user = await lockUser(tx, link.user_id);
  const isUsed = user?.status === 'active' && (await useMailToken(tx, link.token_hash, core.clock.now()));
  if (!isUsed) throw authErrors.linkExpired();
}
