import { connect } from 'node:net';
import { defineRoute } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startServer } from '../test/start-server.ts';
import { bindRoutes } from './bind-routes.ts';

const echo = defineRoute({
  name: 'test.echo',
  method: 'POST',
  path: '/echo/:id',
  summary: 'Echoes.',
  access: 'public',
  params: z.object({ id: z.string().max(20) }),
  query: z.strictObject({ limit: z.coerce.number().int().max(10).optional() }),
  body: z.strictObject({ text: z.string(), nested: z.unknown().optional() }),
  status: 200,
  answer: z.object({ text: z.string() }),
});
const fail = defineRoute({
  name: 'test.fail',
  method: 'GET',
  path: '/fail/:how',
  summary: 'Fails.',
  access: 'public',
  params: z.object({ how: z.string() }),
  status: 200,
});

describe('problem answers', () => {
  const reported: unknown[] = [];
  let url: string;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ url, stop } = await startServer(
      (server) =>
        bindRoutes(
          server,
          { echo, fail },
          {
            echo: ({ body }) => ({ text: body.text, secret: 'not in the contract' }),
            fail: ({ params }) => {
              if (params.how === 'domain') throw commonErrors.tooManyRequests({ retryAfterSeconds: 1.2 });
              throw new Error('the password is hunter2');
            },
          },
        ),
      { reportError: (error) => reported.push(error) },
    ));
  });
  afterAll(() => stop());

  const post = (
    body: string,
    headers: Record<string, string> = { 'content-type': 'application/json' },
    path = '/api/echo/1',
  ) => fetch(`${url}${path}`, { method: 'POST', body, headers });

  it('answers what the contract declares and nothing else', async () => {
    const answer = await post('{"text":"hello"}');
    expect([answer.status, await answer.json()]).toEqual([200, { text: 'hello' }]);
  });

  it.each([
    ['JSON that does not parse', '{"text":', 400, 'malformed_request'],
    ['a __proto__ key', '{"text":"a","__proto__":{"admin":true}}', 400, 'malformed_request'],
    ['a constructor.prototype key', '{"text":"a","constructor":{"prototype":{}}}', 400, 'malformed_request'],
    ['an unknown field', '{"text":"a","role":"owner"}', 422, 'invalid_request'],
    ['a missing body', '', 422, 'invalid_request'],
    ['an array', '[]', 422, 'invalid_request'],
    ['null', 'null', 422, 'invalid_request'],
    ['a NUL in a string', String.raw`{"text":"a\u0000b"}`, 422, 'invalid_request'],
    ['a lone surrogate', String.raw`{"text":"\ud800"}`, 422, 'invalid_request'],
    [
      'nesting beyond any contract',
      `{"text":"a","nested":${'['.repeat(5000)}${']'.repeat(5000)}}`,
      422,
      'invalid_request',
    ],
    ['a body over 1 MiB', JSON.stringify({ text: 'a'.repeat(1024 * 1024) }), 413, 'body_too_large'],
  ])('refuses %s with a stable code', async (_what, body, status, code) => {
    const answer = await post(body);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({
      status,
      code,
      type: `urn:quartet:problem:${code}`,
      request_id: answer.headers.get('x-request-id'),
    });
    expect(answer.status).toBe(status);
  });

  it('names the field that does not fit', async () => {
    const problem = (await (await post('{"text":7}', undefined, '/api/echo/1?limit=999')).json()) as {
      errors: { path: string }[];
    };
    expect(problem.errors.map((error) => error.path)).toEqual(['query.limit', 'body.text']);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
  ])('refuses a body of type %s, which a foreign page could send', async (type) => {
    const answer = await post('{"text":"a"}', { 'content-type': type });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      415,
      'unsupported_media_type',
    ]);
  });

  it.each([
    ['an unknown path', '/api/nothing'],
    ['a parameter that cannot name anything', `/api/echo/${'x'.repeat(30)}`],
    ['a parameter longer than any id', `/api/echo/${'x'.repeat(300)}`],
    ['a NUL in a parameter', '/api/echo/%00'],
  ])('answers %s with 404', async (_what, path) => {
    const answer = await post('{"text":"a"}', undefined, path);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'not_found']);
  });

  it('answers a path that is not valid percent-encoding with 400', async () => {
    const answer = await fetch(`${url}/api/fail/%E0%A4%A`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  });

  it('sends Retry-After in whole seconds, rounded up', async () => {
    const answer = await fetch(`${url}/api/fail/domain`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '2']);
  });

  it('tells nothing of a defect, and reports it', async () => {
    const answer = await fetch(`${url}/api/fail/defect`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('hunter2');
    expect(String(reported.at(-1))).toContain('hunter2');
  });

  it('survives bytes that are not HTTP', async () => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const reply = await new Promise<string>((resolve, reject) => {
      socket.on('data', (data) => resolve(data.toString())).on('error', reject);
      socket.write('GARBAGE\r\n\r\n');
    });
    socket.destroy();
    expect(reply).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });
});
