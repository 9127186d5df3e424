import { randomBytes } from 'node:crypto';
import type { AdministratorRole } from '@quartet/platform/contract';
import { newId } from '@quartet/platform/ids';
import type { AdminCore } from './core.ts';
import type { Administrator } from './schema.ts';

export interface NewAdministrator {
  /** In canonical form (`emailSchema` of auth). */
  email: string;
  full_name: string | null;
  role: AdministratorRole;
  password: string;
}

/** The row of an administrator to be. */
export async function newAdministrator(
  { clock, hashPassword }: AdminCore,
  { email, full_name, role, password }: NewAdministrator,
): Promise<Administrator> {
  const now = clock.now();
  return {
    id: newId('admin'),
    email,
    full_name,
    password_hash: await hashPassword(password),
    role,
    status: 'active',
    created_at: now,
    updated_at: now,
  };
}

/** 144 bits in 24 characters of base64url. */
export function randomPassword(): string {
  return randomBytes(18).toString('base64url');
}
