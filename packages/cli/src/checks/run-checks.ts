import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { Check, CheckResult } from './check.ts';

/** Runs every check, also after one that fails, and shows a line for each. @returns whether all passed. */
export async function runChecks(checks: readonly Check[], root: string, output: Writable): Promise<boolean> {
  let failures = 0;
  for (const check of checks) {
    const startedAt = performance.now();
    const { passed, output: details } = await resultOf(check, root);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const mark = passed ? styleText('green', '✓') : styleText('red', '✗');
    output.write(`${mark} ${check.name} (${seconds} s)\n`);
    if (passed) continue;
    failures += 1;
    output.write(`${details.trimEnd()}\n\n`);
  }
  output.write(failures === 0 ? 'All checks passed.\n' : `${failures} of ${checks.length} checks failed.\n`);
  return failures === 0;
}

/** A check that cannot run has not passed. */
async function resultOf(check: Check, root: string): Promise<CheckResult> {
  try {
    return await check.run(root);
  } catch (error) {
    return { passed: false, output: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
