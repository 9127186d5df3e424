import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import { COUNTS_FILE_VARIABLE, type TestCounts } from './test-counts.ts';

/** A Vitest reporter that leaves the numbers of a run in a file, for the process that started Vitest. */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const file = process.env[COUNTS_FILE_VARIABLE];
    if (file) writeFileSync(file, JSON.stringify(countsOf(modules, unhandledErrors.length)));
  }
}

/** A file that does not load and an error outside of any test count as one failure each. */
function countsOf(modules: readonly TestModule[], unhandledErrors: number): TestCounts {
  const states = modules.flatMap((module) =>
    [...module.children.allTests()].map((test) => test.result().state),
  );
  const brokenSuites = modules
    .flatMap((module) => [module, ...module.children.allSuites()])
    .filter(hasOwnErrors);
  return {
    passed: states.filter((state) => state === 'passed').length,
    failed: states.filter((state) => state === 'failed').length + brokenSuites.length + unhandledErrors,
    skipped: states.filter((state) => state === 'skipped' || state === 'pending').length,
  };
}

function hasOwnErrors(suite: { errors(): readonly unknown[] }): boolean {
  return suite.errors().length > 0;
}
