import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ROOT } from '../workspace.ts';
import { COUNTS_FILE_VARIABLE, summaryOf } from './test-counts.ts';

const folder = mkdtempSync(join(ROOT, 'node_modules', '.quartet-counting-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('passed, failed and skipped tests are counted, and a file that does not load is a failure', async () => {
  write('vitest.config.mjs', `export default { test: { include: ['**/*.spec.mjs'], exclude: [] } };`);
  write('broken.spec.mjs', `import './missing.mjs';`);
  write(
    'mixed.spec.mjs',
    `import { test } from 'vitest';
     test('a', () => {}); test('b', () => {}); test('c', () => { throw new Error(); }); test.skip('d', () => {});`,
  );
  const countsFile = join(folder, 'counts.json');
  const reporter = join(import.meta.dirname, 'counting-reporter.ts');
  const vitest = spawn(
    process.execPath,
    [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder, `--reporter=${reporter}`],
    { env: { ...process.env, [COUNTS_FILE_VARIABLE]: countsFile }, stdio: 'ignore' },
  );
  const [code] = await once(vitest, 'exit');

  expect(code).toBe(1);
  expect(JSON.parse(readFileSync(countsFile, 'utf8'))).toEqual({ passed: 2, failed: 2, skipped: 1 });
});

test('skipped tests are named only when there are any', () => {
  expect(summaryOf({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(summaryOf({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}
