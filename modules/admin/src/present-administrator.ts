import type { AdministratorRole } from '@quartet/platform/contract';
import type { Id } from '@quartet/platform/ids';
import type { Administrator } from './schema.ts';

export interface PresentedAdministrator {
  id: Id<'admin'>;
  email: string;
  full_name: string | null;
  role: AdministratorRole;
  status: 'active' | 'disabled';
  created_at: string;
}

export function presentAdministrator(administrator: Administrator): PresentedAdministrator {
  return {
    id: administrator.id,
    email: administrator.email,
    full_name: administrator.full_name,
    role: administrator.role,
    status: administrator.status,
    created_at: administrator.created_at.toISOString(),
  };
}
