import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createStripeGateway, OtherAccountError } from '../gateway/index.ts';
import { countRequests } from '../testing/count-requests.ts';
import { SECRET_KEY, startSimulatedStripe } from '../testing/simulated-stripe.ts';
import { type BillingFixture, refusal, startBilling } from '../testing/start-billing.ts';
import { keepToAccount } from './keep-to-account.ts';

let fixture: BillingFixture;
let said: string[];
beforeEach(async () => {
  fixture = await startBilling();
  said = [];
});
afterEach(() => fixture.close());

test('the account of the first key is kept, and asked for once in a process', async () => {
  using counted = countRequests();
  const gateway = gatewayAt(fixture.stripe.apiUrl);
  await gateway.listObjects('customer', {});
  await gateway.listEvents({ createdFrom: new Date(0) });
  expect(counted.requests.filter(({ path }) => path === '/v1/account')).toHaveLength(1);
  expect(await kept()).toEqual([
    { livemode: false, account_id: expect.stringMatching(/^acct_simulated_\w{24}$/) },
  ]);
  await gatewayAt(fixture.stripe.apiUrl).listObjects('customer', {});
  expect(said).toEqual([]);
});

test('a key of another account reads nothing and changes nothing, and the log says of which it is', async () => {
  const first = await aStripeOf({ status: 200, body: { id: 'acct_first', object: 'account' } });
  await gatewayAt(first.url).readObject('customer:cus_1');
  const second = await aStripeOf({ status: 200, body: { id: 'acct_second', object: 'account' } });
  const gateway = gatewayAt(second.url);
  await expect(gateway.readObject('customer:cus_1')).rejects.toThrow(OtherAccountError);
  await expect(gateway.listEvents({ createdFrom: new Date(0) })).rejects.toThrow(OtherAccountError);
  await expect(gateway.listObjects('customer', {})).rejects.toThrow(OtherAccountError);
  await expect(gateway.setCancelAtPeriodEnd('sub_1', true)).rejects.toMatchObject(
    refusal('billing_misconfigured'),
  );
  expect(second.asked).toEqual(['/v1/account']);
  expect(said).toEqual([
    expect.stringContaining('acct_second, and this database tells of acct_first (test mode)'),
  ]);

  await fixture.rowsOf(sql`delete from provider_accounts where not livemode`);
  await gatewayAt(second.url).readObject('customer:cus_1');
  expect(await kept()).toEqual([{ livemode: false, account_id: 'acct_second' }]);
});

test('a simulator that has lost its journal takes the place of the one before, and so does Stripe', async () => {
  await gatewayAt(fixture.stripe.apiUrl).listObjects('customer', {});
  const fresh = await startSimulatedStripe({ seed: 'fresh' });
  onTestFinished(() => fresh.close());
  const before = await kept();
  await gatewayAt(fresh.apiUrl).listObjects('customer', {});
  expect(await kept()).not.toEqual(before);
  const real = await aStripeOf({ status: 200, body: { id: 'acct_real', object: 'account' } });
  await gatewayAt(real.url).readObject('customer:cus_1');
  await expect(gatewayAt(fresh.apiUrl).listObjects('customer', {})).rejects.toThrow('tells of acct_real');
});

test('each mode has an account of its own', async () => {
  const admit = keepToAccount({ ...fixture.core, log });
  await admit({ id: 'acct_test', livemode: false });
  await admit({ id: 'acct_live', livemode: true });
  await expect(admit({ id: 'acct_test', livemode: true })).rejects.toThrow('acct_live (live mode)');
});

test('of a restricted key the refusal names the account; where it does not, that is said', async () => {
  const refused = (message: string) =>
    aStripeOf({ status: 403, body: { error: { type: 'invalid_request_error', message } } });
  const named = await refused(
    "The provided key 'rk_test_1' does not have the required permissions for this endpoint on account 'acct_named'.",
  );
  await gatewayAt(named.url).readObject('customer:cus_1');
  expect(await kept()).toEqual([{ livemode: false, account_id: 'acct_named' }]);
  expect(said).toEqual([]);
  const silent = await refused('This key may not do that.');
  await gatewayAt(silent.url).readObject('customer:cus_1');
  expect(silent.asked).toEqual(['/v1/account', '/v1/customers/cus_1']);
  expect(said).toEqual([expect.stringContaining('may not say of which account')]);
});

test('what fails while the account is asked for is tried again by the next call', async () => {
  await fixture.stripe.simulator.setApiFaults([
    { kind: 'error', status: 500, path: '/v1/account', times: 1 },
  ]);
  const gateway = gatewayAt(fixture.stripe.apiUrl);
  await expect(gateway.listObjects('customer', {})).rejects.toMatchObject(refusal('billing_unavailable'));
  expect((await gateway.listObjects('customer', {})).objects).toEqual([]);
});

const log = {
  error: (_fields: object, message: string) => void said.push(message),
  warn: (message: string) => void said.push(message),
};

function gatewayAt(apiUrl: string) {
  return createStripeGateway({
    secretKey: SECRET_KEY,
    apiUrl,
    admit: keepToAccount({ ...fixture.core, log }),
  });
}

const kept = () => fixture.rowsOf(sql`select livemode, account_id from provider_accounts order by livemode`);

/** A Stripe that answers of its account, and knows no object. */
async function aStripeOf(account: { status: number; body: object }) {
  const asked: string[] = [];
  const missing = { error: { type: 'invalid_request_error', code: 'resource_missing', message: 'None.' } };
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const { status, body } = url === '/v1/account' ? account : { status: 404, body: missing };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked };
}
