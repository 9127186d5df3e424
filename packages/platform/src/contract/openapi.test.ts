import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineErrors } from '../errors/index.ts';
import { openApiDocument } from './openapi.ts';
import { defineRoute } from './route.ts';

const errors = defineErrors({ taken: { kind: 'conflict', code: 'taken', title: 'Taken.' } });
const route = defineRoute({
  name: 'things.update',
  method: 'PUT',
  path: '/things/:id',
  summary: 'Updates a thing.',
  access: { team: 'admin', param: 'id' },
  params: z.object({ id: z.string() }),
  query: z.strictObject({ limit: z.coerce.number().int().default(5) }),
  body: z.strictObject({ name: z.string().max(10) }),
  status: 200,
  answer: z.object({ name: z.string().nullable() }),
  errors: [errors.taken],
});

describe('openApiDocument', () => {
  const service = { title: 'Test', version: '1.0.0' };
  const document = openApiDocument({ ...service, sessionCookie: 'session' }, [route]);

  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  it('tells every refusal of a route by its code', () => {
    const text = JSON.stringify(document);
    for (const code of [
      'taken',
      'invalid_request',
      'unauthenticated',
      'forbidden',
      'not_found',
      'cross_origin',
      'too_many_requests',
    ]) {
      expect(text).toContain(`\`${code}\``);
    }
  });

  it('names the session cookie where the service takes one', () => {
    const cookie = { type: 'apiKey', in: 'cookie', name: 'session' };
    expect(document).toMatchObject({ components: { securitySchemes: { cookie } } });
    expect(JSON.stringify(openApiDocument(service, [route]))).not.toContain('cookie');
  });

  it('names API keys where the service takes them', () => {
    const withKeys = JSON.stringify(openApiDocument({ ...service, apiKeyFormat: 'qk_<id>' }, [route]));
    expect(withKeys).toContain('"bearerFormat":"qk_<id>"');
    expect(withKeys).toContain('`insufficient_scope`');
    expect(JSON.stringify(document)).not.toMatch(/qk_|api_key|insufficient_scope/);
  });

  it('knows a parameter with a default as one that may be left out', () => {
    expect(document).toMatchObject({
      paths: {
        '/api/things/{id}': {
          put: {
            parameters: [
              { name: 'id', required: true },
              { name: 'limit', required: false },
              { name: 'Idempotency-Key' },
            ],
          },
        },
      },
    });
  });
});
