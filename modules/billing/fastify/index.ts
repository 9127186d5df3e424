import { bindRoutes, type Server } from '@quartet/http-fastify';
import { billingContract } from '../src/contract.ts';
import type { Billing } from '../src/index.ts';

/** The routes under `/subscriptions`. */
export function billingRoutes(server: Server, { billing }: { billing: Billing }): void {
  bindRoutes(server, billingContract, {
    listPlans: () => billing.listPlans(),
  });
}
