import { apiKeyScopes, defineRoute, lineOfText, pageOf, pageQuery } from '@quartet/platform/contract';
import { idSchema } from '@quartet/platform/ids';
import { z } from 'zod';

const scopes = z
  .array(z.enum(apiKeyScopes))
  .min(1)
  .max(apiKeyScopes.length)
  .refine((given) => new Set(given).size === given.length, 'names a scope twice')
  .meta({ description: '`read` calls routes that change nothing, `write` calls all routes that take keys' });

/** A key as its owner sees it, without its secret. */
export const apiKeySchema = z.object({
  id: idSchema('qk').meta({ description: 'what the key begins with, up to its dot' }),
  name: z.string(),
  scopes: z.array(z.enum(apiKeyScopes)),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable().meta({ description: 'exact to a minute' }),
});

/** People manage their keys in person: a key that leaked must not make others, or hide that it exists. */
export const apiKeysContract = {
  create: defineRoute({
    name: 'api_keys.create',
    method: 'POST',
    path: '/api-keys',
    summary: 'Create a key with which a program acts for you; its secret is shown this once',
    access: 'session',
    body: z.strictObject({
      name: lineOfText({ min: 1, max: 100 }),
      scopes,
      expires_at: z.iso
        .datetime()
        .optional()
        .meta({ description: 'left out, the key lasts until you revoke it' }),
    }),
    status: 201,
    answer: z.object({
      api_key: apiKeySchema,
      secret: z.string().meta({ description: 'the whole key, to be sent as `Authorization: Bearer qk_…`' }),
    }),
  }),
  list: defineRoute({
    name: 'api_keys.list',
    method: 'GET',
    path: '/api-keys',
    summary: 'List your keys that are not revoked, the newest first',
    access: 'session',
    query: pageQuery,
    status: 200,
    answer: pageOf(apiKeySchema),
  }),
  revoke: defineRoute({
    name: 'api_keys.revoke',
    method: 'DELETE',
    path: '/api-keys/:id',
    summary: 'Revoke a key; its next request is refused',
    access: 'session',
    params: z.object({ id: idSchema('qk') }),
    status: 204,
  }),
};
