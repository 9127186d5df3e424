import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { COUNTS_FILE_VARIABLE, type TestCounts } from './test-counts.ts';

export interface TestRun {
  counts: TestCounts;
  /** False also when Vitest itself ended with an error, such as missing test files or a coverage threshold. */
  succeeded: boolean;
}

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs Vitest once, in a process of its own that writes to this one's output. */
export async function runTests(
  root: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<TestRun> {
  const folder = mkdtempSync(join(tmpdir(), 'quartet-tests-'));
  const countsFile = join(folder, 'counts.json');
  const reporters = ['--reporter=default', `--reporter=${join(import.meta.dirname, 'counting-reporter.ts')}`];
  try {
    const vitest = spawn(process.execPath, [vitestEntry(), 'run', ...reporters, ...args], {
      cwd: root,
      env: { ...env, [COUNTS_FILE_VARIABLE]: countsFile },
      stdio: 'inherit',
    });
    for (const signal of ENDING_SIGNALS) process.on(signal, () => vitest.kill(signal));
    const [code] = await once(vitest, 'exit');
    return { counts: readCounts(countsFile), succeeded: code === 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function vitestEntry(): string {
  return join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
}

/** A run that ended before it could count anything is one failure. */
function readCounts(file: string): TestCounts {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
