import { bindRoutes, isLocal, rawBodyOf, type Server, withRawBodies } from '@quartet/http-fastify';
import type { Webhooks } from '@quartet/webhooks';
import { intakeContract } from '@quartet/webhooks/contract';

/** Binds the intake in a scope of the server: a method of a controller has none of its own. */
export function intakeRoute(server: Server, webhooks: Webhooks): void {
  withRawBodies(server, (scope) =>
    bindRoutes(scope, intakeContract, {
      receive: ({ params: { provider } }, { request }) => {
        const { headers, raw } = request;
        return webhooks.receive({ provider, body: rawBodyOf(request), headers, isLocal: isLocal(raw) });
      },
    }),
  );
}
