import { errorsOf, problemSchema, type Route, statusOf } from '@quartet/platform/contract';
import type { Answer } from '../service/index.ts';

/**
 * What is wrong with an answer by the route's contract: a success has its status, anything else is a problem
 * that the route's documentation names. Nothing when all is well.
 */
export function complaintAbout(route: Route, answer: Answer): string | undefined {
  const { status, text } = answer;
  if (status >= 500) return `${status}: ${text}`;
  if (status === route.status) return undefined;
  const problem = problemSchema.safeParse(answer.body);
  if (answer.headers['content-type'] !== 'application/problem+json' || !problem.success)
    return `${status} that is no problem document: ${answer.headers['content-type']} ${text.slice(0, 200)}`;
  const isDocumented = documentedProblems(route).has(`${status} ${problem.data.code}`);
  return isDocumented ? undefined : `a problem that is not documented: ${status} ${problem.data.code}`;
}

function documentedProblems(route: Route): Set<string> {
  return new Set(errorsOf(route).map((error) => `${statusOf(error)} ${error.code}`));
}
