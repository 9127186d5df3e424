import { type DomainError, isDomainError } from '@quartet/platform/errors';
import { billingErrors } from '../errors.ts';
import { asDomainError } from './as-domain-error.ts';

/**
 * An idempotency key under which nothing new can be had for a day: it stands for a request with other parameters,
 * for a failure, or for an object that is over (https://docs.stripe.com/api/idempotent_requests).
 */
export class SpentKeyError extends Error {
  override readonly name = 'SpentKeyError';

  constructor(key: string, options?: ErrorOptions) {
    super(`The idempotency key ${key} is spent.`, options);
  }

  /** What a person is told when there is no other key to try: the failure that the provider has kept, if any. */
  get domainError(): DomainError {
    const known = asDomainError(this.cause);
    return isDomainError(known) ? known : billingErrors.inProgress({ cause: this });
  }
}
