import { bindRoutes, isLocal, type Server } from '@quartet/http-fastify';
import type { Guards } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import { intakeContract, webhooksContract } from '../src/contract.ts';
import type { Webhooks } from '../src/index.ts';

export interface WebhooksRoutesOptions {
  webhooks: Webhooks;
  /** Decides who may do all but deliver. */
  authenticateOperator: NonNullable<Guards['authenticateOperator']>;
}

/** The intake, and the routes of operators. */
export function webhooksRoutes(
  server: Server,
  { webhooks, authenticateOperator }: WebhooksRoutesOptions,
): void {
  server.guards.authenticateOperator = authenticateOperator;
  server.register((scope, _options, done) => {
    intakeRoute(scope, webhooks);
    done();
  });

  bindRoutes(server, webhooksContract, {
    listLogs: ({ query }) => webhooks.listLogs(query),
    readEvent: ({ params, query }) => webhooks.readEvent({ ...params, ...query }),
    replayEvent: ({ params, query, caller }) => webhooks.replayEvent({ ...params, ...query, caller }),
    replayFiltered: ({ body, caller }) => webhooks.replayFiltered({ ...body, caller }),
    readReplay: ({ params }) => webhooks.readReplay(params),
    listDeadLetters: ({ query }) => webhooks.listDeadLetters(query),
    redriveAll: ({ caller }) => webhooks.redrive({ caller }),
    redrive: ({ params, caller }) => webhooks.redrive({ ...params, caller }),
    listEffects: ({ query }) => webhooks.listEffects(query),
    resolveEffect: ({ params, body, caller }) => webhooks.resolveEffect({ ...params, ...body, caller }),
    startRebuild: ({ caller }) => webhooks.startRebuild({ caller }),
    readRebuild: ({ params }) => webhooks.readRebuild(params),
    listDifferences: ({ params, query }) => webhooks.listDifferences({ ...params, ...query }),
    swapRebuild: ({ params, caller }) => webhooks.swapRebuild({ ...params, caller }),
  });
}

/** Has the service work on what its inbox holds, from when it listens until it closes. */
export function runWorkers(server: Server, { webhooks }: { webhooks: Webhooks }): void {
  server.addHook('onReady', webhooks.createPartitions);
  server.addHook('onListen', async () => webhooks.workers.start());
  server.addHook('onClose', webhooks.workers.stop);
}

/**
 * In a scope of its own, where bodies stay bytes whatever they claim to be: a signature is over bytes, and
 * JSON that was read and written again is not the same.
 */
function intakeRoute(server: Server, webhooks: Webhooks): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  bindRoutes(server, intakeContract, {
    receive: ({ params }, { request }) => {
      const { body, headers, raw } = request;
      if (!(body instanceof Buffer)) throw commonErrors.malformedRequest({ detail: 'The body is missing.' });
      return webhooks.receive({ provider: params.provider, body, headers, isLocal: isLocal(raw) });
    },
  });
}
