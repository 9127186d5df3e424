import { defineRoute } from '@quartet/platform/contract';
import { html } from '@quartet/platform/html';
import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { landingPage } from './index.ts';

let server: FastifyInstance;

beforeAll(() => {
  server = fastify();
  const page = { title: 'Join', explanation: 'Press it.', button: 'Join', done: 'Done.' };
  const route = defineRoute({
    name: 'test.join',
    method: 'POST',
    path: '/join/confirm',
    summary: 'Join',
    access: 'public',
    status: 204,
  });
  landingPage(server, { ...page, path: '/join', route, fields: html`<input name="nickname">` });
  landingPage(server, { ...page, path: '/join-again', route });
});
afterAll(() => server.close());

describe('a landing page', () => {
  it('posts what its form asks for to its route', async () => {
    const { body } = await server.inject('/join?token=tok');
    expect(body).toContain('data-action="/api/join/confirm"');
    expect(body).toContain('<input name="nickname">');
  });

  it('tells no other site of its token and echoes nothing of the address', async () => {
    const answer = await server.inject('/join?token="><script>alert(1)</script>');
    expect(answer.body).not.toContain('alert(1)');
    expect(answer.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
  });

  it('loads its style and script as files', async () => {
    expect((await server.inject('/dev/pages/style.css')).headers['content-type']).toMatch('text/css');
    expect((await server.inject('/dev/pages/landing.js')).headers['content-type']).toMatch('text/javascript');
  });
});
