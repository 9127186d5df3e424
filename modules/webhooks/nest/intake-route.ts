import { bindRoutes, isLocal, type Server } from '@quartet/http-fastify';
import { commonErrors } from '@quartet/platform/errors';
import type { Webhooks } from '@quartet/webhooks';
import { intakeContract } from '@quartet/webhooks/contract';

/**
 * Binds the intake in a scope of the server, where bodies stay bytes whatever they claim to be: a signature is over
 * bytes, and JSON that was read and written again is not the same. A method of a controller has no scope of its own.
 */
export function intakeRoute(server: Server, webhooks: Webhooks): void {
  server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    bindRoutes(scope, intakeContract, {
      receive: ({ params }, { request }) => {
        const { body, headers, raw } = request;
        if (!(body instanceof Buffer))
          throw commonErrors.malformedRequest({ detail: 'The body is missing.' });
        return webhooks.receive({ provider: params.provider, body, headers, isLocal: isLocal(raw) });
      },
    });
    done();
  });
}
