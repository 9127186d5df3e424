import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { commonErrors, type DomainError, type FieldError } from '@quartet/platform/errors';
import type { FastifyReply } from 'fastify';

/** Hands every exception to the server's error handler, so that there is one place where problems are written. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().send(errorOf(exception));
  }
}

function errorOf(exception: unknown): Error {
  if (exception instanceof HttpException) return refusalOf(exception) ?? exception;
  return exception instanceof Error
    ? exception
    : new Error('Something other than an error was thrown.', { cause: exception });
}

/** Of Nest's own exceptions, by their status, which the answer keeps; nothing for those that are defects. */
const REFUSALS: Readonly<Record<number, (exception: HttpException) => DomainError>> = {
  400: (cause) => commonErrors.malformedRequest({ cause }),
  401: (cause) => commonErrors.unauthenticated({ cause }),
  403: (cause) => commonErrors.forbidden({ cause }),
  404: (cause) => commonErrors.notFound({ cause }),
  413: (cause) => commonErrors.bodyTooLarge({ cause }),
  415: (cause) => commonErrors.unsupportedMediaType({ cause }),
  422: (cause) => commonErrors.invalidRequest({ errors: fieldErrorsOf(cause), cause }),
  429: (cause) => commonErrors.tooManyRequests({ cause }),
  503: (cause) => commonErrors.unavailable({ retryAfterSeconds: 1, cause }),
};

function refusalOf(exception: HttpException): DomainError | undefined {
  return REFUSALS[exception.getStatus()]?.(exception);
}

/** Nest's 422 names no field, and is about the content of a request (RFC 9110, section 15.5.21). */
function fieldErrorsOf(exception: HttpException): FieldError[] {
  const response = exception.getResponse();
  const message = typeof response === 'object' && 'message' in response ? response.message : response;
  const messages = Array.isArray(message) ? message : [message];
  return messages.map((text) => ({ path: 'body', message: String(text) }));
}
