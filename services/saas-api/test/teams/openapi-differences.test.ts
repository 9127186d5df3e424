import { startAlteringProxy } from '@quartet/testing/altering-proxy';
import { openApiDifferences } from '@quartet/testing/openapi';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type RunningApi, startApi } from '../start-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

describe('The comparison of two OpenAPI documents', () => {
  it('overlooks title and server, and finds anything else by its place', async () => {
    const proxy = await startAlteringProxy(api.url, (answer) => ({
      ...answer,
      text: answer.text
        .replace('"Quartet API"', '"Another title"')
        .replace('"servers":[{"url":"/"}]', '"servers":[{"url":"https://api.example.com"}]')
        .replace('Read who is signed in', 'Read whoever is signed in'),
    }));
    onTestFinished(() => proxy.close());
    expect(await openApiDifferences(api.url, proxy.url, ['teams'])).toEqual([]);
    expect(await openApiDifferences(api.url, proxy.url, ['auth', 'teams'])).toEqual([
      'paths./api/auth/me.get.summary: "Read who is signed in" and "Read whoever is signed in"',
    ]);
  });
});
