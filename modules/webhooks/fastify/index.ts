import { bindRoutes, isLocal, rawBodyOf, type Server, withRawBodies } from '@quartet/http-fastify';
import type { Guards } from '@quartet/platform/contract';
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
  withRawBodies(server, (scope) =>
    bindRoutes(scope, intakeContract, {
      receive: ({ params: { provider } }, { request }) => {
        const { headers, raw } = request;
        return webhooks.receive({ provider, body: rawBodyOf(request), headers, isLocal: isLocal(raw) });
      },
    }),
  );

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
