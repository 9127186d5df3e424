import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { commonErrors, type DomainError } from '@quartet/platform/errors';
import type { FastifyReply } from 'fastify';

/** Nest's own exceptions by their status; others of 4xx are malformed requests to the server. */
const errorOfStatus: Readonly<Record<number, () => DomainError>> = {
  401: commonErrors.unauthenticated,
  403: commonErrors.forbidden,
  404: commonErrors.notFound,
  422: commonErrors.invalidRequest,
  429: commonErrors.tooManyRequests,
};

/** Hands every exception to the server's error handler, so that there is one place where problems are written. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().send(errorOf(exception));
  }
}

function errorOf(exception: unknown): Error {
  if (exception instanceof HttpException) return errorOfHttp(exception);
  return exception instanceof Error
    ? exception
    : new Error('Something other than an error was thrown.', { cause: exception });
}

function errorOfHttp(exception: HttpException): Error {
  const status = exception.getStatus();
  return errorOfStatus[status]?.() ?? Object.assign(exception, { statusCode: status });
}
