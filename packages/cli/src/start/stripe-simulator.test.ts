import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import { freePortBase } from '../supervisor/ports.ts';
import { signatureOf } from '../webhooks/example-event.ts';

/** Processes and databases start slowly on a busy machine. */
const PATIENCE_MS = 90_000;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

test('in development the services talk to a simulator that knows the plans and what happened before', async () => {
  const place = await freshPlace();
  const first = await start(place);
  const address = `http://127.0.0.1:${place.portBase + 12}`;
  expect(first.output()).toContain(`│ stripe-simulator │ ${address} `);
  const { stripe } = await ask(place);
  expect(stripe.STRIPE_API_URL).toBe(address);
  expect(await pricesAt(stripe)).toEqual(['scale', 'growth', 'starter']);
  const customer = await call(stripe, '/v1/customers', { method: 'POST' });
  expect(statSync(join(place.dataDir, 'stripe-simulator.jsonl')).mode & 0o777).toBe(0o600);
  first.child.kill('SIGTERM');
  await once(first.child, 'exit');

  await start(place);
  const { stripe: later } = await ask(place);
  expect(later).toEqual(stripe);
  expect(await pricesAt(later)).toEqual(['scale', 'growth', 'starter']);
  expect(await call(later, `/v1/customers/${customer.id}`)).toMatchObject({ id: customer.id });
});

test('its events arrive at saas-webhooks, signed, and it comes back when it is killed', async () => {
  const place = await freshPlace();
  const { child, output } = await start(place);
  const { stripe } = await ask(place);
  const { id } = await call(stripe, '/v1/customers', { method: 'POST' });
  const delivery = await vi.waitUntil(
    async () => (await ask(place)).deliveries.find(({ body }) => body.includes(id)),
    { timeout: PATIENCE_MS, interval: 100 },
  );
  const sentAt = Number(/^t=(\d+),/.exec(delivery.signature)?.[1]);
  expect(delivery.path).toBe('/api/webhooks/stripe');
  expect(delivery.signature).toBe(signatureOf(delivery.body, stripe.STRIPE_WEBHOOK_SECRET, sentAt));

  process.kill(await pidOfSimulator(child), 'SIGKILL');
  await vi.waitUntil(() => output().includes('stripe-simulator is back'), { timeout: PATIENCE_MS });
  expect(await call(stripe, `/v1/customers/${id}`)).toMatchObject({ id });
});

test('there is no simulator beside a Stripe of the choice of the user', async () => {
  const place = { ...(await freshPlace()), env: { STRIPE_SECRET_KEY: 'sk_test_chosen' } };
  const { output } = await start(place);
  expect((await ask(place)).stripe).toEqual({ STRIPE_SECRET_KEY: 'sk_test_chosen' });
  expect(output()).not.toContain('stripe-simulator');
});

interface Place {
  portBase: number;
  dataDir: string;
  env?: Record<string, string>;
}

interface Answer {
  stripe: Record<'STRIPE_SECRET_KEY' | 'STRIPE_API_URL' | 'STRIPE_WEBHOOK_SECRET', string>;
  deliveries: { path: string; signature: string; body: string }[];
}

async function freshPlace(): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), 'quartet-simulator-'));
  cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }));
  return { portBase: await freePortBase('127.0.0.1', [3, 12, 432]), dataDir };
}

async function start({
  portBase,
  dataDir,
  env,
}: Place): Promise<{ child: ChildProcess; output: () => string }> {
  const script = join(import.meta.dirname, 'fixtures/start-workspace.js');
  const child = spawn(process.execPath, [script, 'billing-workspace'], {
    env: { PATH: process.env.PATH, QUARTET_PORT_BASE: String(portBase), QUARTET_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  cleanups.push(async () => {
    if (child.exitCode !== null || !child.kill('SIGTERM')) return;
    await once(child, 'exit');
  });
  await vi.waitUntil(
    () => {
      if (child.exitCode !== null) throw new Error(text);
      return text.includes('data ');
    },
    { timeout: PATIENCE_MS, interval: 100 },
  );
  return { child, output: () => text };
}

async function ask({ portBase }: Place): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${portBase + 3}`);
  return (await response.json()) as Answer;
}

async function call(stripe: Answer['stripe'], path: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${stripe.STRIPE_SECRET_KEY}` };
  const response = await fetch(`${stripe.STRIPE_API_URL}${path}`, { ...init, headers });
  return (await response.json()) as { id: string; data: { lookup_key: string }[] };
}

async function pricesAt(stripe: Answer['stripe']): Promise<string[]> {
  return (await call(stripe, '/v1/prices')).data.map(({ lookup_key }) => lookup_key);
}

async function pidOfSimulator({ pid }: ChildProcess): Promise<number> {
  const { stdout } = await promisify(execFile)('pgrep', [
    '-P',
    String(pid),
    '-f',
    'stripe-simulator/src/main.ts',
  ]);
  return Number(stdout);
}
