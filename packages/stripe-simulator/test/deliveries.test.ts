import { describe, expect, it } from 'vitest';
import type { FaultWanted, StripeSimulatorOptions } from '../src/index.ts';
import { SECRET_KEY, startSimulator } from './start-simulator.ts';

/** The numbers of the customers in the order in which events of them arrived, with these faults. */
async function arrivalsWith(faults: FaultWanted[], options: Partial<StripeSimulatorOptions> = {}) {
  await using running = await startSimulator(options);
  await running.simulator.setFaults(faults);
  for (let count = 0; count < 20; count += 1) {
    await running.simulator.request('POST', '/v1/customers', { name: `${count}` });
  }
  await running.simulator.flush();
  const arrivals = running.endpoint.events.map(({ data }) =>
    'name' in data.object ? Number(data.object.name) : -1,
  );
  return { arrivals, deliveries: running.simulator.deliveries() };
}

const inOrder = Array.from({ length: 20 }, (_, count) => count);

describe('deliveries', () => {
  it('arrive once and in order when nothing is wrong', async () => {
    expect((await arrivalsWith([])).arrivals).toEqual(inOrder);
  });

  it('are duplicated as asked', async () => {
    const { arrivals } = await arrivalsWith([{ kind: 'duplicate', copies: 2 }]);
    expect(arrivals).toEqual(inOrder.flatMap((count) => [count, count, count]));
  });

  it('are reordered without a loss, in the same way for the same seed', async () => {
    const faults: FaultWanted[] = [{ kind: 'reorder', places: 5, probability: 0.5 }];
    const { arrivals } = await arrivalsWith(faults);
    expect(arrivals).not.toEqual(inOrder);
    expect(arrivals.toSorted((one, other) => one - other)).toEqual(inOrder);
    expect((await arrivalsWith(faults)).arrivals).toEqual(arrivals);
    expect((await arrivalsWith(faults, { seed: 'another' })).arrivals).not.toEqual(arrivals);
  });

  it('are dropped as asked, and can be seen to be', async () => {
    const { arrivals, deliveries } = await arrivalsWith([{ kind: 'drop', probability: 0.3 }]);
    const dropped = deliveries.filter(({ state }) => state === 'dropped');
    expect(dropped.length).toBeGreaterThan(0);
    expect(arrivals).toHaveLength(20 - dropped.length);
  });

  it('come late as asked, and later ones do not wait for them', async () => {
    const { arrivals } = await arrivalsWith([{ kind: 'delay', delayMs: 50, probability: 0.5 }]);
    expect(arrivals.toSorted((one, other) => one - other)).toEqual(inOrder);
  });

  it('flood the endpoint as asked, for the events that were named', async () => {
    const { arrivals } = await arrivalsWith([{ kind: 'flood', copies: 49, types: ['customer.*'] }]);
    expect(arrivals).toHaveLength(20 * 50);
    expect((await arrivalsWith([{ kind: 'flood', copies: 49, types: ['invoice.*'] }])).arrivals).toEqual(
      inOrder,
    );
  });

  it('are tried again until they are answered with 2xx, and then given up', async () => {
    await using running = await startSimulator();
    const { simulator, endpoint } = running;
    endpoint.refuseWhen((event, count) => event.type === 'customer.created' && count < 3);
    const { body } = await simulator.request('POST', '/v1/customers');
    await simulator.flush();
    expect(simulator.deliveries()).toMatchObject([
      { state: 'delivered', attempts: [{ status: 500 }, { status: 500 }, { status: 200 }] },
    ]);
    endpoint.refuseWhen(() => true);
    await simulator.request('DELETE', `/v1/customers/${body.id}`);
    await simulator.flush();
    expect(simulator.deliveries().at(-1)).toMatchObject({ state: 'failed', attempts: { length: 4 } });
    const failed = await running.stripe.events.list({ delivery_success: false });
    expect(failed.data.map(({ type }) => type)).toEqual(['customer.deleted']);
  });

  it('go to the endpoints that want them, also to those added by the API', async () => {
    await using running = await startSimulator({ webhookEndpoints: [] });
    const { stripe, simulator, endpoint } = running;
    const { secret } = await stripe.webhookEndpoints.create({
      url: endpoint.url,
      enabled_events: ['customer.updated'],
    });
    expect(secret).toMatch(/^whsec_/);
    await stripe.customers.create({});
    expect(simulator.deliveries()).toEqual([]);
  });
});

describe('the control routes', () => {
  it('take faults, show deliveries and send an event again, to holders of the key', async () => {
    await using running = await startSimulator();
    const headers = { authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json' };
    const control = async (method: string, path: string, body?: object) => {
      const response = await fetch(`${running.url}/_simulator/${path}`, {
        method,
        headers: body ? headers : { authorization: headers.authorization },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: response.status, body: await response.json() };
    };
    expect((await fetch(`${running.url}/_simulator/deliveries`)).status).toBe(401);
    expect((await control('PUT', 'faults', { faults: [{ kind: 'explode' }] })).status).toBe(422);
    expect((await control('PUT', 'faults', { faults: [{ kind: 'drop' }] })).status).toBe(200);
    await running.stripe.customers.create({});
    expect((await control('GET', 'deliveries?state=dropped')).body).toMatchObject({
      deliveries: [{ type: 'customer.created', attempts: [] }],
    });
    const [event] = running.simulator.events();
    await control('POST', `events/${event?.id}/resend`, { copies: 3 });
    await control('POST', 'flush');
    expect(running.endpoint.events.map(({ id }) => id)).toEqual([event?.id, event?.id, event?.id]);
  });
});
