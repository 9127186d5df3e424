import { bindRoutes, type Server } from '@quartet/http-fastify';
import { billingErrors } from '../src/errors.ts';
import type { BillingEvents } from '../src/index.ts';
import { reconciliationContract } from '../src/reconciliation/contract.ts';

/**
 * The routes of operators under `/billing/reconciliations`; who an operator is decides the server's guard. Without
 * a payment provider to compare with they are there, and say so.
 */
export function reconciliationRoutes(server: Server, { reconciliation }: BillingEvents): void {
  const offered = () => {
    if (reconciliation === undefined) throw billingErrors.unavailable();
    return reconciliation;
  };
  bindRoutes(server, reconciliationContract, {
    begin: ({ body, caller }) => offered().begin({ ...body, caller }),
    list: ({ query }) => offered().list(query),
    read: ({ params }) => offered().read(params),
    listDrift: ({ params, query }) => offered().listDrift({ ...params, ...query }),
  });
}
