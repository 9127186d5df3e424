/** A quality gate. */
export interface Check {
  name: string;
  run(root: string): Promise<CheckResult> | CheckResult;
  /** Writes anew what the check compares, where that is generated. */
  mend?(root: string): Promise<void> | void;
}

export interface CheckResult {
  passed: boolean;
  /** What a reader needs to mend it; shown when the check did not pass. */
  output: string;
}

/** The result of a check that looks for problems and lists them, one a line. */
export function noneOf(problems: readonly string[]): CheckResult {
  return { passed: problems.length === 0, output: problems.join('\n') };
}
