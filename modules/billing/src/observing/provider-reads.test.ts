import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLog } from '@quartet/platform/log';
import { movableClock } from '@quartet/testing/service';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { billingErrors } from '../errors.ts';
import { createStripeGateway } from '../gateway/index.ts';
import { createProviderReads, type ProviderReads } from './provider-reads.ts';

const NOON = Date.UTC(2026, 0, 1, 12);

let reads: ProviderReads;
let registry: Registry;
let attempts: number;
beforeEach(() => {
  // The breaker and the clock read the same time.
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  registry = new Registry();
  attempts = 0;
  const log = createLog({ service: 'billing-test', level: 'silent' });
  reads = createProviderReads({ clock: movableClock(), log, registry, perSecond: 1_000 });
});
afterEach(() => vi.useRealTimers());

const answer = () => reads.now(async () => ++attempts);
const fail = () =>
  reads.now(() => {
    attempts += 1;
    return Promise.reject(billingErrors.unavailable({ retryAfterSeconds: 5 }));
  });
const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);

test('after three failures in a row nobody asks for five seconds, and then for twice as long each time', async () => {
  await answer();
  for (let count = 0; count < 6; count += 1) await fail();
  expect(attempts).toBe(4);
  expect(reads.isProviderThere()).toBe(false);
  for (const pause of [5, 10, 20, 40, 60, 60]) {
    const before = attempts;
    later(pause - 0.1);
    expect(await answer()).toBeUndefined();
    expect(attempts).toBe(before);
    later(0.1);
    await fail();
    expect(attempts).toBe(before + 1);
  }
});

test('failures that others come between are no outage', async () => {
  for (let count = 0; count < 6; count += 1) {
    await fail();
    await fail();
    expect(await answer()).toBeDefined();
  }
  expect(reads.isProviderThere()).toBe(true);
});

test('one asks first when a pause is over, and an answer ends it for all', async () => {
  for (let count = 0; count < 3; count += 1) await fail();
  later(5);
  const asked = Promise.withResolvers<string>();
  const first = reads.now(() => asked.promise);
  await vi.waitUntil(async () => (await answer()) === undefined);
  expect(attempts).toBe(3);
  asked.resolve('there');
  expect(await first).toBe('there');
  expect(await answer()).toBe(4);
  expect(reads.isProviderThere()).toBe(true);
});

test('a limit that Stripe sets is kept as long as it says', async () => {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(429, { 'retry-after': '30', 'content-type': 'application/json' });
    response.end('{"error":{"type":"rate_limit_error"}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const gateway = createStripeGateway({ secretKey: 'sk_test_1', apiUrl: `http://127.0.0.1:${port}` });
  const read = () => reads.now(() => gateway.readObject('subscription:sub_1'));

  expect(await read()).toBeUndefined();
  await read();
  later(29);
  await read();
  expect(requests).toBe(1);
  later(1);
  await read();
  expect(requests).toBe(2);
  await new Promise((resolve) => server.close(resolve));
});

test('metrics tell what became of reads, and whether the provider is there', async () => {
  await answer();
  for (let count = 0; count < 4; count += 1) await fail();
  const text = await registry.metrics();
  expect(text).toContain('billing_provider_reads_total{result="answered"} 1');
  expect(text).toContain('billing_provider_reads_total{result="failed"} 3');
  expect(text).toContain('billing_provider_away 1');
});

test('reads that the provider refuses, such as for want of a right, are no outage', async () => {
  const refused = new Error('The key has no right to read disputes.');
  for (let count = 0; count < 4; count += 1)
    expect(await reads.now(() => Promise.reject(refused))).toBeUndefined();
  expect(reads.isProviderThere()).toBe(true);
  expect(await answer()).toBe(1);
});
