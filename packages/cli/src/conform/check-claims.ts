import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProvidedContext } from 'vitest';
import { startVitest } from 'vitest/node';
import { ROOT } from '../workspace.ts';
import { type ClaimCounts, ClaimReporter } from './claim-reporter.ts';

const SUITE = 'packages/testing/src/conformance/run-at-address.ts';

export interface ClaimsToCheck {
  address: ProvidedContext['addressToCheck'];
  /** Part of the names of those to check; without it, all are. */
  only: string | undefined;
  output: { write(text: string): unknown };
}

/** Runs the conformance suite, writes a line for each claim, and counts them. */
export async function checkClaims({ address, only, output }: ClaimsToCheck): Promise<ClaimCounts> {
  const reporter = new ClaimReporter(output);
  const vitest = await startVitest([], {
    config: false,
    root: ROOT,
    watch: false,
    include: [SUITE],
    provide: { addressToCheck: address },
    reporters: [reporter],
    pool: 'forks',
    execArgv: ['--import', pathToFileURL(join(ROOT, 'bin/short-imports.js')).href],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    ...(only !== undefined && { testNamePattern: literally(only) }),
  });
  await vitest.close();
  return reporter.counts();
}

/** A pattern that matches a text as it stands. */
function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
