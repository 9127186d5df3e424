import { commonErrors } from '@quartet/platform/errors';
import type { FastifyRequest } from 'fastify';
import type { Server } from './create-server.ts';

/**
 * Binds routes in a scope of the server, where bodies stay bytes whatever they claim to be: a signature is over
 * bytes, and JSON that was read and written again is not the same.
 */
export function withRawBodies(server: Server, bind: (scope: Server) => void): void {
  server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    bind(scope);
    done();
  });
}

/** The body of a request in such a scope. @throws `malformed_request` where there is none */
export function rawBodyOf({ body }: FastifyRequest): Buffer {
  if (body instanceof Buffer) return body;
  throw commonErrors.malformedRequest({ detail: 'The body is missing.' });
}
