import { loadConfig, platformConfig } from '@quartet/platform/config';
import { expect, test } from 'vitest';
import { billingConfig, billingRules } from './config.ts';

const { environment } = platformConfig;

function load(env: Record<string, string>) {
  return loadConfig({ environment, ...billingConfig }, { env }, billingRules);
}

test('a key of Stripe is needed in production, of whichever mode, and nowhere else', () => {
  expect(load({ NODE_ENV: 'development' }).stripeSecretKey).toBeUndefined();
  expect(() => load({ NODE_ENV: 'production' })).toThrow('STRIPE_SECRET_KEY is missing');
  for (const key of ['sk_live_abc', 'sk_test_abc', 'rk_live_abc']) {
    expect(load({ NODE_ENV: 'production', STRIPE_SECRET_KEY: key }).stripeSecretKey?.reveal()).toBe(key);
  }
});

test('what is no secret key is refused, and not shown', () => {
  expect(() => load({ STRIPE_SECRET_KEY: 'pk_test_public' })).toThrow(
    /^(?!.*pk_test_public).*STRIPE_SECRET_KEY is not valid: must be a secret key/s,
  );
});

test('the key does not cross a network in clear', () => {
  const production = { NODE_ENV: 'production', STRIPE_SECRET_KEY: 'sk_live_abc' };
  expect(() => load({ ...production, STRIPE_API_URL: 'http://stripe.example' })).toThrow('https://');
  expect(load({ ...production, STRIPE_API_URL: 'https://stripe.example' }).stripeApiUrl).toContain('https');
  expect(load({ STRIPE_API_URL: 'http://127.0.0.1:8012' }).stripeApiUrl).toContain('8012');
  expect(() => load({ STRIPE_API_URL: 'ftp://127.0.0.1' })).toThrow('STRIPE_API_URL is not valid');
});
