import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../workspace.ts';
import { examine } from './examine.ts';

test('settings that a service would refuse are named, and nothing is made to find them', async () => {
  const dataDir = join(tmpdir(), `quartet-doctor-${process.pid}`);
  const findings = await examine(ROOT, { QUARTET_DATA_DIR: dataDir, GOOGLE_CLIENT_ID: 'alone' });

  expect(findings).toContainEqual(
    expect.objectContaining({
      name: 'configuration',
      healthy: false,
      detail: expect.stringContaining('GOOGLE_CLIENT_SECRET'),
    }),
  );
  expect(existsSync(dataDir)).toBe(false);
});
