import { problemOf } from '@quartet/platform/contract';
import { isDatabaseUnavailable } from '@quartet/platform/database';
import { commonErrors, type DomainError, isDomainError } from '@quartet/platform/errors';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from './create-server.ts';

/** Every error of every route leaves as problem+json through here. */
export function answerProblems(
  server: Server,
  reportError: (error: unknown, request: FastifyRequest) => void,
): void {
  server.setErrorHandler((error, request, reply) => {
    const known = asDomainError(error);
    if (known === undefined) {
      request.log.error({ err: error }, 'An unexpected error was answered with 500.');
      reportError(error, request);
    } else if (known.definition.kind === 'unavailable') {
      request.log.warn({ err: error }, 'A request was refused because the service is not available.');
    }
    return sendProblem(reply, request, known ?? error);
  });
  server.setNotFoundHandler((request, reply) => sendProblem(reply, request, commonErrors.notFound()));
}

/** Sends the problem that an error stands for; as bytes, since Fastify adds a charset to text, which JSON has none of. */
export function sendProblem(reply: FastifyReply, request: FastifyRequest, error: unknown): FastifyReply {
  const problem = problemOf(error, request.id);
  return reply
    .status(problem.status)
    .headers(problem.headers)
    .send(Buffer.from(JSON.stringify(problem.body)));
}

/** What Fastify, the driver and the domain throw, as one of our errors; nothing for a defect. */
export function asDomainError(error: unknown): DomainError | undefined {
  if (isDomainError(error)) return error;
  if (isDatabaseUnavailable(error)) return commonErrors.unavailable({ retryAfterSeconds: 1, cause: error });
  const { statusCode, code } = error as Partial<FastifyError>;
  if (statusCode === 413) return commonErrors.bodyTooLarge();
  if (statusCode === 415) return commonErrors.unsupportedMediaType();
  if (statusCode === 503) return commonErrors.unavailable({ retryAfterSeconds: 1 });
  if (code === 'FST_ERR_MAX_PARAM_LENGTH' || code === 'FST_ERR_NOT_FOUND') return commonErrors.notFound();
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return commonErrors.malformedRequest();
  return undefined;
}
