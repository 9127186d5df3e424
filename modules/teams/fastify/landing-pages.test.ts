import { fastify } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { teamLandingPages } from './index.ts';

describe('the page of an invitation', () => {
  it('posts to the route that accepts it, and says how to sign in', async () => {
    const server = fastify();
    onTestFinished(() => server.close());
    teamLandingPages(server);
    const { body } = await server.inject('/invitations/accept?token=tok');
    expect(body).toContain('data-action="/api/invitations/accept"');
    expect(body).toContain('POST /api/auth/login');
  });
});
