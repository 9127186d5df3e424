import { ConfigError, loadConfig } from '@quartet/platform/config';
import { examplePath } from '@quartet/testing/routes';
import { codeOf } from '@quartet/testing/service';
import { afterAll, describe, expect, it, test, vi } from 'vitest';
import { declaration, rules } from '../../src/config.ts';
import { byOperator, startWebhooks } from '../start-webhooks.ts';

// The routes are known once the service has been built, and each becomes a test.
const api = await startWebhooks();
const development = await startWebhooks({ env: { NODE_ENV: 'development', PUBLIC_URL: 'http://127.0.0.1' } });
afterAll(() => Promise.all([api.stop(), development.stop()]));

const json = { 'content-type': 'application/json' };
const garbage = { authorization: `Bearer ${'x'.repeat(40)}` };

describe.each(api.app.boundRoutes.filter(({ access }) => access !== 'public'))('$method $path', (route) => {
  const ask = (service: typeof api, headers: Record<string, string>) =>
    service.send({
      method: route.method,
      path: examplePath(route, { event_id: 'evt_1' }),
      headers: { ...json, ...headers },
      body: route.method === 'GET' ? '' : '{}',
    });

  it('is for operators alone', async () => {
    expect(route.access).toBe('operator');
    expect(codeOf(await ask(api, {}))).toBe('unauthenticated');
    expect(codeOf(await ask(api, garbage))).toBe('invalid_token');
    expect([401, 403]).not.toContain((await ask(api, byOperator)).status);
  });

  it('is open to programs on the same machine in development, and to nobody behind a proxy', async () => {
    expect([401, 403]).not.toContain((await ask(development, {})).status);
    expect(codeOf(await ask(development, garbage))).toBe('invalid_token');
    for (const sign of [
      { 'x-forwarded-for': '127.0.0.1' },
      { forwarded: 'for=127.0.0.1' },
      { host: 'abc.tunnel.example' },
    ])
      expect(codeOf(await ask(development, sign))).toBe('unauthenticated');
  });
});

test('the walk-through: an event by hand, the log, a replay', async () => {
  const body = '{"id":"evt_test","type":"customer.subscription.updated","data":{}}';
  const post = (path: string, text = '', headers = {}) =>
    development.send({ method: 'POST', path, headers: { ...(text && json), ...headers }, body: text });
  expect((await post('/api/webhooks/stripe', body)).body).toEqual({
    status: 'accepted',
    event_id: 'evt_test',
  });
  expect((await post('/api/webhooks/stripe', body)).body).toEqual({
    status: 'duplicate',
    event_id: 'evt_test',
  });

  const log = () => development.call('GET', '/api/webhooks/logs');
  await vi.waitUntil(async () => (await log()).text.includes('"status":"ignored"'), {
    timeout: 20_000,
    interval: 50,
  });
  expect((await log()).body).toMatchObject({
    total: 1,
    next_cursor: null,
    items: [{ event_id: 'evt_test', source: 'unsigned', object: 'event:evt_test', replay_count: 0 }],
  });
  const replayed = await post('/api/webhooks/replay/evt_test');
  expect([replayed.status, replayed.body]).toEqual([
    202,
    { status: 'replay_accepted', event_id: 'evt_test', replay_count: 1 },
  ]);
  const event = await development.call('GET', '/api/webhooks/events/evt_test');
  expect(event.body).toMatchObject({
    event: { replay_count: 1 },
    payload: JSON.parse(body),
    raw_payload: body,
  });

  expect(codeOf(await post('/api/webhooks/stripe', body, { 'x-forwarded-for': '1.2.3.4' }))).toBe(
    'invalid_signature',
  );
  expect(codeOf(await post('/api/webhooks/replay/evt_test', '', { origin: 'https://evil.example' }))).toBe(
    'cross_origin',
  );
});

test('the log is read page by page, and by filter', async () => {
  const post = (id: string, type: string) =>
    development.send({
      method: 'POST',
      path: '/api/webhooks/stripe',
      headers: json,
      body: JSON.stringify({ id, type }),
    });
  for (const id of ['evt_p1', 'evt_p2', 'evt_p3', 'evt_p4', 'evt_p5']) await post(id, 'page.test');
  const seen: unknown[] = [];
  let cursor = '';
  do {
    const { body } = await development.call(
      'GET',
      `/api/webhooks/logs?type=page.test&limit=2${cursor && `&cursor=${cursor}`}`,
    );
    const page = body as { items: { event_id: string }[]; total: number; next_cursor: string | null };
    expect(page.total).toBe(5);
    seen.push(...page.items.map(({ event_id }) => event_id));
    cursor = page.next_cursor ?? '';
  } while (cursor);
  expect(seen).toEqual(['evt_p5', 'evt_p4', 'evt_p3', 'evt_p2', 'evt_p1']);
});

test('metrics tell of deliveries and the backlog', async () => {
  const { text } = await development.call('GET', '/metrics');
  expect(text).toMatch(/webhook_deliveries_total\{provider="stripe",result="accepted",.*\} \d/);
  expect(text).toMatch(/webhook_oldest_pending_seconds\{.*\} \d/);
  expect(text).toMatch(/webhook_lag_seconds_count\{.*\} [1-9]/);
});

describe('production', () => {
  const load = (env: Record<string, string>) =>
    loadConfig(
      declaration,
      {
        env: {
          NODE_ENV: 'production',
          STRIPE_SECRET_KEY: 'sk_live_of_the_account',
          STRIPE_WEBHOOK_SECRET: 'whsec_of_the_endpoint',
          DATABASE_URL: 'postgres://x',
          DATA_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
          SMTP_URL: 'smtps://mail.example.com',
          MAIL_FROM: 'no-reply@example.com',
          ...env,
        },
      },
      rules,
    );

  test('does not start with the flag for unsigned events', () => {
    expect(() => load({ WEBHOOKS_ALLOW_UNSIGNED: 'true' })).toThrow(ConfigError);
    expect(() => load({ WEBHOOKS_ALLOW_UNSIGNED: 'true' })).toThrow('WEBHOOKS_ALLOW_UNSIGNED');
    expect(load({ WEBHOOKS_ALLOW_UNSIGNED: 'false' }).allowUnsignedWebhooks).toBe(false);
  });

  test('does not start without a secret to verify by, and says so beside everything else', () => {
    const problems = () => load({ STRIPE_WEBHOOK_SECRET: '', STRIPE_SECRET_KEY: '' });
    expect(problems).toThrow('STRIPE_WEBHOOK_SECRET is missing');
    expect(problems).toThrow('STRIPE_SECRET_KEY');
  });
});
