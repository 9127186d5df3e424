import { type PassingAnswer, startAlteringProxy } from '@quartet/testing/altering-proxy';
import { differenceIn, generatedConversations } from '@quartet/testing/differential';
import { createApi } from '@quartet/testing/service';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type RunningApi, startApi } from '../start-api.ts';

vi.setConfig({ testTimeout: 300_000 });

/** Conversations that find a deliberate difference; whichever comes first ends the search. */
const RUNS = 40;
const MODULES = ['auth', 'users', 'teams'];

let one: RunningApi;
let other: RunningApi;
beforeAll(async () => {
  [one, other] = await Promise.all([startApi(), startApi()]);
});
afterAll(() => Promise.all([one.stop(), other.stop()]));

describe('The comparison of two services', () => {
  it('finds no difference between two that are the same', async () => {
    await fc.assert(
      fc.asyncProperty(conversations(), async (conversation) => {
        expect(await differenceIn(conversation, [one, other])).toBeUndefined();
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });

  it('finds an error code that was changed', async () => {
    const found = await search((answer) => ({
      ...answer,
      text: answer.text.replaceAll('invalid_request', 'invalid'),
    }));
    expect(JSON.stringify(found?.one)).toContain('invalid_request');
    expect(JSON.stringify(found?.other)).not.toContain('invalid_request');
  });

  it('finds a header that is missing', async () => {
    const found = await search(({ headers: { 'cache-control': _dropped, ...headers }, ...answer }) => ({
      ...answer,
      headers,
    }));
    expect(found?.one).toMatchObject({ headers: { 'cache-control': 'no-store' } });
    expect(found?.other).not.toMatchObject({ headers: { 'cache-control': 'no-store' } });
  });

  it('finds an object that stands in the place of another', async () => {
    const found = await search((answer) => ({
      ...answer,
      text: answer.text.replaceAll(/"id":"user_\w+"/g, '"id":"user_01k00000000000000000000000"'),
    }));
    expect(found).toBeDefined();
  });

  it('goes on with people who were signed out: they sign in again', async () => {
    const copy = await altered((answer) => ({
      ...answer,
      text: /^\{"user":[^}]*\}\}$/.test(answer.text)
        ? answer.text.replace('"active"', '"asleep"')
        : answer.text,
    }));
    const ask = { method: 'GET', path: '/api/auth/me', by: 'ada by bearer', headers: {} } as const;
    const conversation = [{ ...ask, method: 'POST', path: '/api/auth/logout' }, ask, ask] as const;
    expect(await differenceIn(conversation, [one, copy])).toMatchObject({ one: { status: 200 } });
  });
});

function conversations() {
  return generatedConversations(
    one.app.boundRoutes.filter(({ name }) => MODULES.includes(name.split('.')[0] ?? '')),
  );
}

/** The first difference that conversations with a service and an altered copy of it come upon. */
async function search(alter: (answer: PassingAnswer) => PassingAnswer) {
  const copy = await altered(alter);
  for (const conversation of fc.sample(conversations(), RUNS)) {
    const difference = await differenceIn(conversation, [one, copy]);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

async function altered(alter: (answer: PassingAnswer) => PassingAnswer) {
  const proxy = await startAlteringProxy(other.url, alter);
  onTestFinished(() => proxy.close());
  return { ...createApi({ url: proxy.url, origin: other.origin }), mailsTo: other.mailsTo };
}
