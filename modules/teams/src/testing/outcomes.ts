import { isDomainError } from '@quartet/platform/errors';

/**
 * What calls that ran at once came to: `ok` or the code of a refusal, each with how often.
 *
 * @throws the first error that is no refusal
 */
export async function outcomesOf(calls: Promise<unknown>[]): Promise<Record<string, number>> {
  const settled = await Promise.allSettled(calls);
  const outcomes = settled.map((each) => (each.status === 'fulfilled' ? 'ok' : codeOf(each.reason)));
  return Object.fromEntries(
    [...Map.groupBy(outcomes, (outcome) => outcome)].map(([key, all]) => [key, all.length]),
  );
}

function codeOf(error: unknown): string {
  if (!isDomainError(error)) throw error;
  return error.definition.code;
}
