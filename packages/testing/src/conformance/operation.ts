import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { expectAnswer } from './expect-problem.ts';
import type { Scenarios } from './target.ts';

/** What those who run a service, and those who write clients for it, ask. */
export const operation: Scenarios = (target) => {
  const read = (path: string) => target().call('GET', path);

  describe('The service', () => {
    it('says that it is alive, and that it is ready', async () => {
      expectAnswer(await read('/health/live'), 200, z.strictObject({ status: z.literal('ok') }));
      const ready = z.object({ status: z.literal('ok'), checks: z.record(z.string(), z.literal('ok')) });
      expectAnswer(await read('/health/ready'), 200, ready);
    });

    it('publishes an OpenAPI document of what it answers to', async () => {
      const shape = z.looseObject({
        openapi: z.string().startsWith('3.1.'),
        paths: z.record(z.string(), z.unknown()),
      });
      const { paths } = shape.parse((await read('/openapi.json')).body);
      for (const path of ['/api/auth/login', '/api/teams', '/.well-known/jwks.json'])
        expect(Object.keys(paths)).toContain(path);
    });
  });
};
