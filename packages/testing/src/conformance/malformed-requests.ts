import { describe, it } from 'vitest';
import { newEmail, PASSWORD } from '../service/index.ts';
import { expectProblem } from './expect-problem.ts';
import type { Scenarios } from './target.ts';

const PATH = '/api/auth/register';
const json = { 'content-type': 'application/json' };

export const malformedRequests: Scenarios = (target) => {
  const post = (body: string | Uint8Array, headers: Record<string, string> = json) =>
    target().send({ method: 'POST', path: PATH, headers, body });
  const account = () => JSON.stringify({ email: newEmail(), password: PASSWORD });

  describe('A request that cannot be read', () => {
    it.each(['{', 'nonsense', '{"email":}', '{"__proto__":{"role":"owner"}}', '"\\ud800'])(
      'is told so: %s',
      async (body) => {
        expectProblem(await post(body), 400, 'malformed_request');
      },
    );

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
    ])('is refused when its body is %s', async (type) => {
      const answer = await post(account(), { 'content-type': type });
      expectProblem(answer, 415, 'unsupported_media_type');
    });

    it('is refused when its body is larger than 1 MiB', async () => {
      const body = JSON.stringify({ email: 'x'.repeat(1024 * 1024), password: PASSWORD });
      expectProblem(await post(body), 413, 'body_too_large');
    });

    it('is refused when it comes from a page of another site', async () => {
      const headers = { ...json, origin: 'https://evil.example' };
      expectProblem(await post(account(), headers), 403, 'cross_origin');
    });
  });
};
