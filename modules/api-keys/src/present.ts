import type { z } from 'zod';
import type { apiKeySchema } from './contract.ts';
import type { ApiKey } from './schema.ts';

export type PresentedApiKey = z.input<typeof apiKeySchema>;

export function presentKey(key: ApiKey): PresentedApiKey {
  return {
    id: key.id,
    name: key.name,
    scopes: key.scopes,
    created_at: key.created_at.toISOString(),
    expires_at: key.expires_at?.toISOString() ?? null,
    last_used_at: key.last_used_at?.toISOString() ?? null,
  };
}
