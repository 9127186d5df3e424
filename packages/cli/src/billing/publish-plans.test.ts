import { createStripeSimulator } from '@quartet/stripe-simulator';
import { afterAll, expect, test } from 'vitest';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
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
