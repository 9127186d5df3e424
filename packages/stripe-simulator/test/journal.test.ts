import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stripe } from 'stripe';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openStripeSimulator, type StripeSimulator, type StripeSimulatorOptions } from '../src/index.ts';
import {
  createPayer,
  createPlans,
  DAY,
  post,
  SECRET_KEY,
  START,
  startSimulator,
  typesOf,
} from './start-simulator.ts';

/** Processes start slowly on a busy machine. */
const PATIENCE = { timeout: 30_000 };
vi.setConfig({ testTimeout: 60_000 });

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe('a journal', () => {
  it('gives back every object, every event and every id of a whole life', async () => {
    const journal = await newJournal();
    await using running = await startSimulator({ journal });
    await live(running);
    await running.simulator.flush();
    const before = await contentsOf(running.simulator);
    await running.simulator.close();

    const again = await reopen(journal, running.options);
    expect(typesOf(before.events)).toContain('invoice.payment_failed');
    expect(await contentsOf(again)).toEqual(before);
  });

  it.each([{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, { origin: 'null' }])(
    'does not make what was refused to a page of another site when it is read again: %j',
    async (headers) => {
      const journal = await newJournal();
      await using running = await startSimulator({ journal });
      const body = new URLSearchParams({ step: 'month' });
      const answer = await fetch(`${running.url}/clock`, {
        method: 'POST',
        body,
        headers: new Headers(Object.entries(headers)),
      });
      expect(answer.status).toBe(404);

      expect(await readFile(journal, 'utf8')).not.toContain('/clock');
    },
  );

  it('goes on with the ids with which the same process would have gone on', async () => {
    const journal = await newJournal();
    await using kept = await startSimulator({ journal });
    await using never = await startSimulator();
    for (const { simulator } of [kept, never]) await simulator.request('POST', '/v1/customers');
    await kept.simulator.close();
    const again = await reopen(journal, kept.options);
    const ids = [again, never.simulator].map(async (simulator) => {
      const { body } = await simulator.request('POST', '/v1/customers');
      return body.id;
    });
    const [one, other] = await Promise.all(ids);
    expect(one).toBe(other);
  });

  it('runs work that became due between two requests at the same place, whatever made it run', async () => {
    const journal = await newJournal();
    let now = new Date(START * 1000);
    const clock = { now: () => now };
    await using running = await startSimulator({ journal, clock });
    const { stripe, simulator } = running;
    const { growth } = await createPlans(running);
    const customer = await stripe.customers.create({ payment_method: 'pm_card_visa' });
    await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: growth.id }],
      default_payment_method: (await stripe.customers.listPaymentMethods(customer.id)).data[0]?.id ?? '',
    });
    now = new Date((START + 40 * DAY) * 1000);
    // Only reads: it makes the renewal run, as the tick does, and no line of the journal tells of it.
    await stripe.customers.retrieve(customer.id);
    now = new Date((START + 41 * DAY) * 1000);
    await stripe.customers.create({ name: 'later' });
    await simulator.advance(30 * DAY);
    await stripe.customers.create({ name: 'last' });
    const before = await contentsOf(simulator);
    await simulator.close();
    expect(typesOf(before.events).filter((type) => type === 'invoice.paid')).toHaveLength(3);
    expect(withoutDeliveries(await contentsOf(await reopen(journal, running.options)))).toEqual(
      withoutDeliveries(before),
    );
  });

  it('keeps the answers of idempotency keys', async () => {
    const journal = await newJournal();
    await using running = await startSimulator({ journal });
    const options = { idempotencyKey: 'once' };
    const first = await running.stripe.customers.create({ name: 'Ada' }, options);
    await running.simulator.close();
    const stripe = await sdkFor(await reopen(journal));
    expect((await stripe.customers.create({ name: 'Ada' }, options)).id).toBe(first.id);
    await expect(stripe.customers.create({ name: 'Eve' }, options)).rejects.toThrow('idempotent');
  });

  it('has events sent again that had not arrived, and those alone', async () => {
    const journal = await newJournal();
    await using running = await startSimulator({ journal, deliveryRetryDelaysMs: [3_600_000] });
    const { simulator, endpoint } = running;
    await simulator.request('POST', '/v1/customers', { name: 'arrives' });
    await simulator.flush();
    endpoint.refuseWhen(() => true);
    await simulator.request('POST', '/v1/customers', { name: 'is refused' });
    await expect.poll(() => endpoint.events.length, PATIENCE).toBe(2);
    await simulator.close();

    endpoint.refuseWhen(() => false);
    const again = await reopen(journal, running.options);
    await again.flush();
    expect(endpoint.events.map(({ data }) => 'name' in data.object && data.object.name)).toEqual([
      'arrives',
      'is refused',
      'is refused',
    ]);
    expect(again.events().map(({ pending_webhooks }) => pending_webhooks)).toEqual([0, 0]);
  });

  it('is for its owner alone, and is not mistaken for another file', async () => {
    const journal = await newJournal();
    await reopen(journal);
    expect((await stat(journal)).mode & 0o777).toBe(0o600);
    const other = await newJournal();
    await appendFile(other, '{"op":"advance","at":1,"events":0,"seconds":1}\n');
    await expect(openStripeSimulator({ secretKey: SECRET_KEY }, other)).rejects.toThrow('no journal');
  });

  it('tells when another version of the simulator would have done something else', async () => {
    const journal = await newJournal();
    const earlier = await reopen(journal);
    await earlier.request('POST', '/v1/customers');
    await earlier.close();
    const at = START;
    await appendFile(journal, `${JSON.stringify({ op: 'advance', at, events: 7, seconds: 1 })}\n`);
    const { simulator, isFaithful } = await openStripeSimulator({ secretKey: SECRET_KEY }, journal);
    cleanups.push(() => simulator.close());
    expect(isFaithful).toBe(false);
  });
});

describe('a journal that cannot be used as it is', () => {
  it('is refused by the path and the line that is damaged, and is left as it is', async () => {
    const journal = await newJournal();
    const written = await reopen(journal);
    await written.request('POST', '/v1/customers');
    await written.close();
    const [first = '', ...rest] = (await readFile(journal, 'utf8')).split('\n');
    for (const damaged of ['{"op":"requ', '{"op":"advance","at":"noon"}']) {
      await writeFile(journal, [first, damaged, ...rest].join('\n'));
      const before = await readFile(journal, 'utf8');
      await expect(reopen(journal)).rejects.toThrow(`${journal}:2 is damaged`);
      expect(await readFile(journal, 'utf8')).toBe(before);
    }
    await writeFile(journal, [first, ...rest].join('\n'));
    await reopen(journal);
  });

  it('loses a last line that was cut short, and says so', async () => {
    const journal = await newJournal();
    await (await reopen(journal)).close();
    const whole = await readFile(journal, 'utf8');
    await appendFile(journal, '{"op":"request","at":17');
    const { simulator, droppedBytes } = await openStripeSimulator({ secretKey: SECRET_KEY }, journal);
    cleanups.push(() => simulator.close());
    expect(droppedBytes).toBe(23);
    expect((await readFile(journal, 'utf8')).startsWith(`${whole}{"op":"configure"`)).toBe(true);
  });

  it('is refused while another simulator writes it, and is taken over from one that was killed', async () => {
    const journal = await newJournal();
    const { child } = await startProcess(journal);
    await expect(reopen(journal)).rejects.toThrow(`writes the journal ${journal}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await reopen(journal);
  });
});

describe('the process', () => {
  it('loses nothing that it answered when it is killed, whatever it was writing', async () => {
    const journal = await newJournal();
    const { child, url } = await startProcess(journal);
    const answered: string[] = [];
    const writers = Array.from({ length: 4 }, () => createUntilDead(url, answered));
    await expect.poll(() => answered.length, PATIENCE).toBeGreaterThan(50);
    child.kill('SIGKILL');
    await Promise.all(writers);
    // What a write that was cut short leaves.
    await appendFile(journal, '{"op":"request","at":17');

    const again = await startProcess(journal);
    const kept = await Promise.all(
      answered.map(async (id) => {
        const response = await fetch(`${again.url}/v1/customers/${id}`, { headers: authorized });
        return response.status;
      }),
    );
    expect(kept.filter((status) => status !== 200)).toEqual([]);
    expect((await readFile(journal, 'utf8')).endsWith('\n')).toBe(true);
  });
});

const authorized = { authorization: `Bearer ${SECRET_KEY}` };

/** A checkout that is paid, a subscription whose renewal fails, and a change of plan. */
async function live(running: Awaited<ReturnType<typeof startSimulator>>): Promise<void> {
  const { stripe, simulator } = running;
  const { growth, scale } = await createPlans(running);
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: growth.id, quantity: 1 }],
    success_url: 'https://app.test/thanks',
  });
  expect((await post(String(session.url), { number: '4242424242424242', email: 'a@b.test' })).status).toBe(
    303,
  );
  const { customer, advanceTo } = await createPayer(running, 'pm_card_chargeCustomerFail');
  const { id } = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: growth.id }],
    trial_period_days: 7,
  });
  await advanceTo(START + 9 * DAY);
  const portal = await stripe.billingPortal.sessions.create({ customer: customer.id });
  await post(portal.url, { action: 'change_card', number: '4242424242424242' });
  const [item] = (await stripe.subscriptions.retrieve(id)).items.data;
  await stripe.subscriptions.update(id, { items: [{ id: item?.id ?? '', price: scale.id }] });
  await advanceTo(START + 80 * DAY);
  await simulator.emit('invoice.finalization_failed', { id: 'in_made_up', object: 'invoice' });
  await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/none', enabled_events: ['plan.created'] });
}

/** Everything that can be read. */
async function contentsOf(simulator: StripeSimulator) {
  const kinds = [
    'customers',
    'subscriptions?status=all',
    'invoices',
    'prices',
    'products',
    'webhook_endpoints',
  ];
  const lists = await Promise.all(
    [...kinds, 'checkout/sessions', 'charges', 'events', 'test_helpers/test_clocks'].map(async (kind) => {
      const [path = '', query] = kind.split('?');
      const params = { limit: 100, ...(query && { status: 'all' }) };
      const { status, body } = await simulator.request('GET', `/v1/${path}`, params);
      expect(status, kind).toBe(200);
      return [kind, body.data];
    }),
  );
  return { events: simulator.events(), lists };
}

function withoutDeliveries(contents: object): unknown {
  return JSON.parse(JSON.stringify(contents, (key, value) => (key === 'pending_webhooks' ? 0 : value)));
}

async function newJournal(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stripe-journal-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  return join(folder, 'journal.jsonl');
}

/** A next start; the seed is the journal's own. */
async function reopen(
  journal: string,
  options: Partial<StripeSimulatorOptions> = {},
): Promise<StripeSimulator> {
  const { simulator } = await openStripeSimulator(
    { secretKey: SECRET_KEY, ...options, seed: 'another' },
    journal,
  );
  cleanups.push(() => simulator.close());
  return simulator;
}

async function sdkFor(simulator: StripeSimulator): Promise<Stripe> {
  const { hostname: host, port } = new URL(await simulator.listen({ host: '127.0.0.1', port: 0 }));
  return new Stripe(SECRET_KEY, { host, port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 });
}

async function startProcess(journal: string): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(main, ['--port', '0', '--secret-key', SECRET_KEY, '--journal', journal], {
    silent: true,
  });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  cleanups.push(async () => {
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL'))
      await once(child, 'exit');
  });
  expect(await once(child, 'message')).toMatchObject([{ type: 'ready' }, undefined]);
  await expect.poll(() => output, PATIENCE).toContain('"address"');
  return { child, url: /"address":"([^"]+)"/.exec(output)?.[1] ?? '' };
}

async function createUntilDead(url: string, answered: string[]): Promise<void> {
  try {
    for (;;) {
      const response = await fetch(`${url}/v1/customers`, { method: 'POST', headers: authorized });
      const { id } = (await response.json()) as { id: string };
      answered.push(id);
    }
  } catch {
    // Killed.
  }
}
