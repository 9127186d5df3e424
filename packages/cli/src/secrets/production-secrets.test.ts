import { loadConfig, platformConfig } from '@quartet/platform/config';
import { expect, test } from 'vitest';
import { ROOT } from '../workspace.ts';
import { productionSecrets } from './production-secrets.ts';

test('every secret is there once, and new for those that nobody else gives out', async () => {
  const secrets = await productionSecrets(ROOT);
  const names = secrets.map(({ env }) => env);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining(['DATABASE_URL', 'DATA_ENCRYPTION_KEY', 'SMTP_URL', 'STRIPE_WEBHOOK_SECRET']),
  );
  const made = secrets.filter(({ value }) => value !== undefined);
  expect(made.map(({ env }) => env)).toEqual(['DATA_ENCRYPTION_KEY']);
  const again = await productionSecrets(ROOT);
  expect(again.find(({ env }) => env === 'DATA_ENCRYPTION_KEY')?.value).not.toBe(made[0]?.value);
});

test('production takes what was made', async () => {
  const secrets = await productionSecrets(ROOT);
  const made = secrets.map(({ env, value }) => [env, value]);
  const { dataEncryptionKey } = platformConfig;
  const { dataEncryptionKey: key } = loadConfig({ dataEncryptionKey }, { env: Object.fromEntries(made) });
  expect(Buffer.from(key.reveal(), 'base64')).toHaveLength(32);
});
