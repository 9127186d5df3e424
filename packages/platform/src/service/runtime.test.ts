import { createTestDatabase } from '@quartet/testing/postgres';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig, platformConfig } from '../config/index.ts';
import { createRuntime } from './runtime.ts';

test('what was opened beside a runtime is released before its own connections, the last first', async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const env = {
    DATABASE_URL: database.url,
    DATA_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
    LOG_LEVEL: 'silent',
  };
  const runtime = await createRuntime({ name: 'test', version: '0' }, loadConfig(platformConfig, { env }));
  const released: string[] = [];
  for (const name of ['first', 'second']) {
    runtime.onClose(async () => {
      await runtime.db.ping();
      released.push(name);
    });
  }
  await runtime.close();

  expect(released).toEqual(['second', 'first']);
  await expect(runtime.db.ping()).rejects.toThrow();
});
