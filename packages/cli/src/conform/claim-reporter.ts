import { stripVTControlCharacters } from 'node:util';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { oneLine } from './one-line.ts';

export interface ClaimCounts {
  holding: number;
  broken: number;
  /** Left open for a reason that their lines tell. */
  unchecked: number;
}

/** The name of the suite's error for a claim that it was not given the means to check. */
const NOT_CHECKABLE = 'NotCheckableError';
/** Writes one line for each claim as soon as it is known whether it holds. */
export class ClaimReporter implements Reporter {
  readonly #counts: ClaimCounts = { holding: 0, broken: 0, unchecked: 0 };
  readonly #output: { write(text: string): unknown };

  constructor(output: { write(text: string): unknown }) {
    this.#output = output;
  }

  counts(): ClaimCounts {
    return { ...this.#counts };
  }

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    const [error] = result.errors ?? [];
    if (result.state === 'passed') this.#tell('holding', `✓ ${claimOf(test)}`);
    else if (error?.name === NOT_CHECKABLE)
      this.#tell('unchecked', `- ${claimOf(test)}: not checked: ${reasonOf(error)}`);
    else if (result.state === 'failed') this.#tell('broken', `✗ ${claimOf(test)}: ${reasonOf(error)}`);
  }

  /** What failed outside of any claim is a failure of its own. */
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const errors = [...suites.flatMap((suite) => suite.errors()), ...unhandledErrors];
    for (const error of errors) this.#tell('broken', `✗ The suite cannot run: ${reasonOf(error)}`);
  }

  #tell(kind: keyof ClaimCounts, line: string): void {
    this.#counts[kind] += 1;
    this.#output.write(`${line}\n`);
  }
}

/** As in “The session cookie is set by nothing but a sign-in”; the outermost suite is the address. */
function claimOf({ fullName }: TestCase): string {
  return fullName.split(' > ').slice(1).join(' ');
}

interface Failure {
  message: string;
  /** What was expected and what came, line by line. */
  diff?: string | undefined;
}

function reasonOf(error: Failure | undefined): string {
  const { message = 'no reason given', diff } = error ?? {};
  return oneLine([message, ...differingLines(diff)].join(' '));
}

function differingLines(diff = ''): string[] {
  const lines = stripVTControlCharacters(diff).split('\n');
  return lines.filter((line) => /^[-+] (?!Expected|Received)/.test(line));
}
