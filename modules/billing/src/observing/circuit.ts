import { type Clock, secondsAfter } from '@quartet/platform/clock';
import { isDomainError } from '@quartet/platform/errors';
import {
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  noJitterGenerator,
} from 'cockatiel';
import { billingErrors } from '../errors.ts';
import { stripeErrorOf } from '../gateway/as-domain-error.ts';

/** Keeps requests away from a provider that is away. */
export interface Circuit {
  /** @throws `billing_unavailable` without a request while the provider is away; what the work throws */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** False from when the provider was found to be away until a request succeeds again. */
  isClosed(): boolean;
}

const FAILURES_IN_A_ROW = 3;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * After three failures in a row there are no requests for five seconds; then one tries, and each that fails
 * doubles the pause, up to a minute. Who is told to come back later does, whatever came before.
 */
export function createCircuit({ clock }: { clock: Clock }): Circuit {
  let quietUntil = new Date(0);
  const breaker = circuitBreaker(handleWhen(isAway), {
    breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
    halfOpenAfter: new ExponentialBackoff({
      generator: noJitterGenerator,
      initialDelay: FIRST_PAUSE_MS,
      maxDelay: LONGEST_PAUSE_MS,
    }),
  });
  const isQuiet = () => clock.now() < quietUntil;

  return {
    async run(work) {
      // Nobody waits for the one that tries.
      if (isQuiet() || breaker.state === CircuitState.HalfOpen) throw billingErrors.unavailable();
      try {
        return await breaker.execute(work);
      } catch (error) {
        if (isBrokenCircuitError(error)) throw billingErrors.unavailable({ cause: error });
        const seconds = secondsToStayAway(error);
        if (seconds > 0) quietUntil = secondsAfter(clock.now(), seconds);
        throw error;
      }
    },
    isClosed: () => !isQuiet() && breaker.state === CircuitState.Closed,
  };
}

/** A refusal is an answer: a key without the right to read disputes stops nobody from reading subscriptions. */
function isAway(error: unknown): boolean {
  return (
    isDomainError(error, billingErrors.unavailable) ||
    (error instanceof Error && error.name === 'TimeoutError')
  );
}

/** Of a 429: https://docs.stripe.com/rate-limits. */
function secondsToStayAway(error: unknown): number {
  if (!isDomainError(error, billingErrors.unavailable)) return 0;
  const isLimited = stripeErrorOf(error.cause)?.type === 'StripeRateLimitError';
  return isLimited ? (error.retryAfterSeconds ?? 0) : 0;
}
