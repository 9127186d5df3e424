import type { RequestOrigin } from '@quartet/platform/contract';
import { isConstraintViolation, type Transaction } from '@quartet/platform/database';
import { isDomainError } from '@quartet/platform/errors';
import { type Id, newId } from '@quartet/platform/ids';
import { bySelf } from '../by-self.ts';
import { emailSchema } from '../email.ts';
import { authErrors } from '../errors.ts';
import { fullNameSchema } from '../full-name.ts';
import type { User } from '../schema.ts';
import { findUserByEmail, insertUser, lockUser } from '../users.sql.ts';
import type { OAuthCore } from './core.ts';
import { oauthErrors } from './errors.ts';
import { findUserIdByIdentity, insertIdentity } from './oauth.sql.ts';
import type { ProvenIdentity } from './provider.ts';

interface Arrival {
  provider: string;
  identity: ProvenIdentity;
  origin: RequestOrigin;
}

/**
 * The user that an identity belongs to. At its first sign-in it is linked to the account with its address, or
 * gets a new one, and only by addresses that both sides have verified: otherwise whoever registers an address first
 * would share the account of the person who owns it.
 *
 * @throws `provider_email_unverified`, `account_exists`, `account_disabled`
 */
export async function settleIdentity(core: OAuthCore, arrival: Arrival): Promise<Id<'user'>> {
  try {
    return await core.db.transaction(async (tx) => {
      const known = await findUserIdByIdentity(tx, arrival.identity);
      return known ?? firstArrival(core, tx, arrival);
    });
  } catch (error) {
    // Somebody else brought this identity, or registered its address, between our look and our insert.
    if (cameSecond(error)) return settleIdentity(core, arrival);
    throw error;
  }
}

function cameSecond(error: unknown): boolean {
  return isDomainError(error, authErrors.emailTaken) || isConstraintViolation(error, 'identities_pkey');
}

async function firstArrival(core: OAuthCore, tx: Transaction, arrival: Arrival): Promise<Id<'user'>> {
  const email = verifiedEmailOf(arrival.identity);
  const existing = await findUserByEmail(tx, email);
  return existing === undefined
    ? createUser(core, tx, email, arrival)
    : linkTo(core, tx, existing.id, arrival);
}

function verifiedEmailOf({ verifiedEmail }: ProvenIdentity): string {
  const email = emailSchema.safeParse(verifiedEmail);
  if (!email.success) throw oauthErrors.providerEmailUnverified();
  return email.data;
}

async function createUser(
  core: OAuthCore,
  tx: Transaction,
  email: string,
  arrival: Arrival,
): Promise<Id<'user'>> {
  const now = core.clock.now();
  const user: User = {
    id: newId('user'),
    email,
    full_name: fullNameSchema.safeParse(arrival.identity.fullName).data ?? null,
    password_hash: null,
    email_verified_at: now,
    status: 'active',
    created_at: now,
    updated_at: now,
  };
  await insertUser(tx, user);
  await insertIdentity(tx, identityRow(arrival, user.id, now));
  await record(core, tx, 'auth.registered', user.id, arrival, { email });
  return user.id;
}

async function linkTo(
  core: OAuthCore,
  tx: Transaction,
  userId: Id<'user'>,
  arrival: Arrival,
): Promise<Id<'user'>> {
  const user = await lockUser(tx, userId);
  if (user?.email_verified_at == null) throw oauthErrors.accountExists();
  if (user.status !== 'active') throw oauthErrors.accountDisabled();
  await insertIdentity(tx, identityRow(arrival, user.id, core.clock.now()));
  await record(core, tx, 'auth.identity_linked', user.id, arrival);
  return user.id;
}

function identityRow({ provider, identity }: Arrival, userId: Id<'user'>, now: Date) {
  return { issuer: identity.issuer, subject: identity.subject, provider, user_id: userId, created_at: now };
}

async function record(
  core: OAuthCore,
  tx: Transaction,
  action: string,
  userId: Id<'user'>,
  { provider, identity, origin }: Arrival,
  more: Record<string, string> = {},
): Promise<void> {
  await core.audit.record(tx, {
    action,
    ...bySelf(userId, origin),
    after: { ...more, method: provider, issuer: identity.issuer, subject: identity.subject },
  });
}
