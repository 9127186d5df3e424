import { createServer } from 'node:http';
import { createStripeSimulator } from '@quartet/stripe-simulator';
import { afterAll, expect, test } from 'vitest';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { reportError } from '../report-error.ts';
import { putPlansOnSale } from './publish-plans.ts';

const STRIPE_SECRET_KEY = 'sk_test_of_the_simulator';
const simulator = createStripeSimulator({ secretKey: STRIPE_SECRET_KEY });
const STRIPE_API_URL = await simulator.listen({ host: '127.0.0.1', port: 0 });
afterAll(() => simulator.close());
const env = { STRIPE_SECRET_KEY, STRIPE_API_URL };

test('what is not on sale is made once; a dry run says the same and makes nothing', async () => {
  const would = await putPlansOnSale(env, { isDryRun: true });
  expect(would).toContainEqual({ kind: 'product', id: 'quartet_growth', name: 'Growth' });
  expect(simulator.events()).toEqual([]);
  expect(await putPlansOnSale(env, { isDryRun: false })).toEqual(would);
  expect(simulator.events()).toHaveLength(would.length);
  expect(await putPlansOnSale(env, { isDryRun: false })).toEqual([]);
});

test('a key that is missing or refused is an error of the configuration', async () => {
  for (const key of [undefined, 'sk_test_of_another']) {
    const failed = putPlansOnSale({ ...env, STRIPE_SECRET_KEY: key }, { isDryRun: true });
    await expect(failed).rejects.toThrow(CommandError);
    await expect(failed).rejects.toMatchObject({ exitCode: EXIT.configuration });
  }
});

test('an address that is none, or where nothing or something else answers, is told without a stack', async () => {
  const other = createServer((_request, response) => void response.end('{"hello":"world"}'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const at = other.address();
  const addresses = [
    ['nonsense', EXIT.configuration],
    ['http://127.0.0.1:1', EXIT.failed],
    [`http://127.0.0.1:${typeof at === 'object' ? at?.port : ''}`, EXIT.failed],
  ] as const;
  for (const [address, exitCode] of addresses) {
    const error: unknown = await putPlansOnSale(
      { ...env, STRIPE_API_URL: address },
      { isDryRun: true },
    ).catch((reason: unknown) => reason);
    const report = reportError(error, { verbose: false });
    expect(report.exitCode).toBe(exitCode);
    expect(report.text).not.toMatch(/\n|report it/);
  }
  other.closeAllConnections();
  other.close();
});
