import type { PaymentIntent } from './wire.ts';

/** The error object of an answer: https://docs.stripe.com/api/errors. */
export interface ApiErrorBody {
  type: 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error';
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  charge?: string;
  payment_intent?: PaymentIntent;
}

/** An answer other than 2xx. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  readonly body: ApiErrorBody;

  constructor(status: number, body: ApiErrorBody) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

/** 400: the request cannot be done. `code` is one of https://docs.stripe.com/error-codes. */
export function invalidRequest(message: string, details: { param?: string; code?: string } = {}): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', message, ...details });
}

/** The answer for an id that names nothing: 404 when it stands in the path, 400 when in a parameter. */
export function resourceMissing(name: string, id: string, param: string): ApiError {
  const body = {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${name}: '${id}'`,
    param,
  } as const;
  return new ApiError(param === 'id' ? 404 : 400, body);
}

/** 402: the card was refused. */
export function cardError(body: Omit<ApiErrorBody, 'type'>): ApiError {
  return new ApiError(402, { type: 'card_error', ...body });
}
