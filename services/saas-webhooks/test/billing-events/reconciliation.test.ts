import { createStripeSimulator } from '@quartet/stripe-simulator';
import { codeOf } from '@quartet/testing/service';
import { afterEach, expect, test, vi } from 'vitest';
import { byOperator, type RunningWebhooks, startWebhooks } from '../start-webhooks.ts';

const SECRET_KEY = 'sk_test_of_the_simulator';
const json = { ...byOperator, 'content-type': 'application/json' };

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

test('an operator has the log compared with Stripe, reads what differs, and events that never came are taken in', async () => {
  // Its events happened an hour ago, and nobody was told of them.
  const simulator = createStripeSimulator({
    secretKey: SECRET_KEY,
    clock: { now: () => new Date(Date.now() - 3_600_000) },
  });
  undo.push(() => simulator.close());
  const STRIPE_API_URL = await simulator.listen({ host: '127.0.0.1', port: 0 });
  await simulator.request('POST', '/v1/customers', { name: 'Ada' });
  const api = await start({ STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_API_URL });

  const begun = await ask(api, 'POST', '/api/billing/reconciliations', '{}');
  expect(begun.status).toBe(202);
  const { id } = reconciliationOf(begun.body);
  const read = async () =>
    reconciliationOf((await ask(api, 'GET', `/api/billing/reconciliations/${id}`)).body);
  await vi.waitUntil(async () => (await read()).state !== 'running', { timeout: 30_000, interval: 100 });
  expect(await read()).toMatchObject({
    state: 'finished',
    requested_by: 'tests',
    events_seen: 1,
    objects_compared: 1,
    requests_used: 8,
    drift: { missed: 1, dropped: 0, late: 0, edited: 0 },
  });
  const drift = await ask(api, 'GET', `/api/billing/reconciliations/${id}/drift`);
  const [event] = simulator.events();
  expect(drift.body).toMatchObject({ items: [{ class: 'missed', event_id: event?.id }], next_cursor: null });
  const taken = await ask(api, 'GET', `/api/webhooks/events/${event?.id}`);
  expect(taken.body).toMatchObject({ event: { source: 'reconciled' } });
});

test('without a key of Stripe there is nothing to compare with, and the routes say so', async () => {
  const api = await start({});
  expect(codeOf(await ask(api, 'POST', '/api/billing/reconciliations', '{}'))).toBe('billing_unavailable');
  expect(codeOf(await ask(api, 'GET', '/api/billing/reconciliations'))).toBe('billing_unavailable');
});

async function start(env: Record<string, string>): Promise<RunningWebhooks> {
  const api = await startWebhooks({ env });
  undo.push(() => api.stop());
  return api;
}

function ask(api: RunningWebhooks, method: 'GET' | 'POST', path: string, body = '') {
  return api.send({ method, path, headers: body === '' ? byOperator : json, body });
}

function reconciliationOf(body: unknown) {
  return (body as { reconciliation: { id: string; state: string } }).reconciliation;
}
