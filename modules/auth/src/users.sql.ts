import { type Executor, refusing, type Transaction } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { and, eq, sql } from 'drizzle-orm';
import { authErrors } from './errors.ts';
import { type User, users } from './schema.ts';

/** @throws `email_taken` */
export async function insertUser(tx: Transaction, user: User): Promise<void> {
  await refusing({ users_email_key: authErrors.emailTaken }, tx.insert(users).values(user));
}

export async function findUserByEmail(executor: Executor, email: string): Promise<User | undefined> {
  const [user] = await executor.select().from(users).where(eq(users.email, email));
  return user;
}

export async function findUser(executor: Executor, userId: Id<'user'>): Promise<User | undefined> {
  const [user] = await executor.select().from(users).where(eq(users.id, userId));
  return user;
}

/**
 * Locks a user's row, and whatever else changes with the user: each transaction on the user's sessions, links
 * or password takes this lock first, so that they pass one by one and never in a circle.
 */
export async function lockUser(tx: Transaction, userId: Id<'user'>): Promise<User | undefined> {
  const [user] = await tx.select().from(users).where(eq(users.id, userId)).for('no key update');
  return user;
}

export async function updatePasswordHash(
  tx: Transaction,
  userId: Id<'user'>,
  passwordHash: string,
  now: Date,
): Promise<void> {
  await tx.update(users).set({ password_hash: passwordHash, updated_at: now }).where(eq(users.id, userId));
}

/** Answers the user as changed, or nothing when the address is no longer theirs. */
export async function markEmailVerified(
  tx: Transaction,
  userId: Id<'user'>,
  email: string,
  now: Date,
): Promise<User | undefined> {
  const [user] = await tx
    .update(users)
    .set({
      email_verified_at: sql`coalesce(${users.email_verified_at}, ${now.toISOString()})`,
      updated_at: now,
    })
    .where(and(eq(users.id, userId), eq(users.email, email)))
    .returning();
  return user;
}

/** Answers the user as changed, or nothing when there is none. */
export async function updateStatus(
  tx: Transaction,
  userId: Id<'user'>,
  status: User['status'],
  now: Date,
): Promise<User | undefined> {
  const [user] = await tx
    .update(users)
    .set({ status, updated_at: now })
    .where(eq(users.id, userId))
    .returning();
  return user;
}
