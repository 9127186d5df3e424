export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Names the file that the reporter writes the counts to. */
export const COUNTS_FILE_VARIABLE = 'QUARTET_TEST_COUNTS_FILE';

/** As in `12 passed, 0 failed`; skipped tests are named when there are any. */
export function summaryOf({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
