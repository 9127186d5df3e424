import { ConfigError } from '@quartet/platform/config';
import { expect, test } from 'vitest';
import { loadSettings } from './settings.ts';

const required = { NODE_ENV: 'production', DATA_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64') };
const serviceUrl = 'postgres://service@db/quartet';
const ownerUrl = 'postgres://owner@db/quartet';

function loginsOf(env: Record<string, string>) {
  const { database } = loadSettings({ ...required, ...env });
  if (database.kind !== 'external') throw new Error('An external database was expected.');
  return { service: database.url.reveal(), owner: database.ownerUrl.reveal() };
}

test('the owner of the schema has a login of its own where DATABASE_OWNER_URL names one', () => {
  expect(loginsOf({ DATABASE_URL: serviceUrl, DATABASE_OWNER_URL: ownerUrl })).toEqual({
    service: serviceUrl,
    owner: ownerUrl,
  });
  expect(loginsOf({ DATABASE_URL: serviceUrl })).toEqual({ service: serviceUrl, owner: serviceUrl });
});

test('an owner alone is not enough for the services', () => {
  expect(() => loadSettings({ ...required, DATABASE_OWNER_URL: ownerUrl })).toThrow(ConfigError);
});
