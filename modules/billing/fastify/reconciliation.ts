import { bindRoutes, type Server } from '@quartet/http-fastify';
import { billingErrors } from '../src/errors.ts';
import { reconciliationContract } from '../src/reconciliation/contract.ts';
import type { Reconciliation } from '../src/reconciliation/index.ts';

export interface ReconciliationRoutesOptions {
  /** Nothing without a payment provider to compare with: the routes are there, and say so. */
  reconciliation: Reconciliation | undefined;
}

/** The routes of operators under `/billing/reconciliations`; who an operator is decides the server's guard. */
export function reconciliationRoutes(server: Server, { reconciliation }: ReconciliationRoutesOptions): void {
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
