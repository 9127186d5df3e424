import type { RequestOrigin } from '@quartet/platform/contract';
import { newId } from '@quartet/platform/ids';
import { bySelf } from './by-self.ts';
import type { AuthCore } from './core.ts';
import { mailLink } from './mail-link.ts';
import { newSession, openSession, presentSignIn, type SignIn } from './open-session.ts';
import type { User } from './schema.ts';
import { insertUser } from './users.sql.ts';

export interface Registration {
  /** Canonical, as `emailSchema` gives it. */
  email: string;
  password: string;
  full_name?: string | undefined;
  origin: RequestOrigin;
}

/**
 * Creates an account, mails the link that verifies its address, and signs in. Everything that takes long, the
 * password's hash above all, is done before the transaction, which holds a connection.
 *
 * @throws `weak_password`, `email_taken`, `unavailable`
 */
export async function register(core: AuthCore, registration: Registration): Promise<SignIn> {
  await core.passwordPolicy.check(registration.password, registration.email, 'body.password');
  const user = await newUser(core, registration);
  const session = await newSession(core, user.id, registration.origin);
  await core.db.transaction(async (tx) => {
    await insertUser(tx, user);
    await openSession(tx, session);
    await mailLink(core, tx, user, 'verify_email');
    await core.audit.record(tx, {
      action: 'auth.registered',
      ...bySelf(user.id, registration.origin),
      after: { email: user.email },
    });
  });
  return presentSignIn(user, session);
}

async function newUser(core: AuthCore, { email, password, full_name }: Registration): Promise<User> {
  const passwordHash = await core.passwordHashes.hash(password);
  const now = core.clock.now();
  return {
    id: newId('user'),
    email,
    full_name: full_name ?? null,
    password_hash: passwordHash,
    email_verified_at: null,
    status: 'active',
    created_at: now,
    updated_at: now,
  };
}
