import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type ComparableAnswer, comparison } from './comparable.ts';
import type { Conversation, PlannedRequest } from './conversation.ts';
import { type ComparedService, enter, type Side } from './side.ts';

/** A request that two services answer differently. */
export interface Difference {
  request: PlannedRequest;
  one: ComparableAnswer | string;
  other: ComparableAnswer | string;
}

/**
 * Has a conversation with both services, each with people and teams of its own that are the same, and answers
 * with the first request whose answers differ in more than ids, times and tokens; nothing where there is none.
 */
export async function differenceIn(
  conversation: Conversation,
  services: readonly [ComparedService, ComparedService],
): Promise<Difference | undefined> {
  const run = randomUUID().slice(0, 8);
  const [one, other] = await Promise.all([enter(services[0], run), enter(services[1], run)]);
  const [ofOne, ofOther] = [comparison(), comparison()];
  for (const request of conversation) {
    const answers = await Promise.all([
      comparableAnswer(one, request, ofOne),
      comparableAnswer(other, request, ofOther),
    ]);
    if (!isDeepStrictEqual(...answers)) return { request, one: answers[0], other: answers[1] };
  }
  return undefined;
}

/** A request may also be one that is not answered, or that cannot be sent; then both have to be so. */
async function comparableAnswer(
  side: Side,
  request: PlannedRequest,
  compare: ReturnType<typeof comparison>,
): Promise<ComparableAnswer | string> {
  try {
    return compare(await side.answerTo(request));
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.message : error}`;
  }
}
