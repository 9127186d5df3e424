import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authLandingPages } from './index.ts';

let server: FastifyInstance;
beforeAll(() => {
  server = fastify();
  authLandingPages(server);
});
afterAll(() => server.close());

describe('the pages of mailed links', () => {
  it.each([
    ['/verify-email', '/api/auth/email-verification/confirm'],
    ['/reset-password', '/api/auth/password-reset/confirm'],
  ])('%s posts to %s', async (path, action) => {
    expect((await server.inject(path)).body).toContain(`data-action="${action}"`);
  });

  it('ask for a password of the length that the API accepts', async () => {
    expect((await server.inject('/reset-password')).body).toContain('minlength="8" maxlength="200"');
  });
});
