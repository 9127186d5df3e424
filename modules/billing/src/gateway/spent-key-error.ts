/**
 * An idempotency key under which nothing new can be had for a day: it stands for a request with other parameters,
 * for a failure, or for an object that is over (https://docs.stripe.com/api/idempotent_requests).
 */
export class SpentKeyError extends Error {
  override readonly name = 'SpentKeyError';

  constructor(key: string, options?: ErrorOptions) {
    super(`The idempotency key ${key} is spent.`, options);
  }
}
