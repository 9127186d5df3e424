import { bindRoutes, type Server } from '@quartet/http-fastify';
import { billingContract } from '../src/contract.ts';
import type { Billing } from '../src/index.ts';

export { billingLandingPages } from './landing-pages.ts';
export { reconciliationRoutes } from './reconciliation.ts';

/** The routes of plans, subscriptions and payments, and the guard of every route with an entitlement. */
export function billingRoutes(server: Server, { billing }: { billing: Billing }): void {
  server.guards.requireEntitlement = billing.requireEntitlement;
  bindRoutes(server, billingContract, {
    listPlans: () => billing.listPlans(),
    checkout: ({ body, caller, origin }) => billing.openCheckout({ ...body, caller, origin }),
    current: ({ query, caller }) => billing.readCurrent({ ...query, caller }),
    cancel: ({ body, caller, origin }) => billing.cancel({ ...body, caller, origin }),
    resume: ({ body, caller, origin }) => billing.resume({ ...body, caller, origin }),
    change: ({ body, caller, origin }) => billing.changePlan({ ...body, caller, origin }),
    portal: ({ query, caller }) => billing.openPortal({ ...query, caller }),
    replacePaymentMethod: ({ body, caller }) => billing.replacePaymentMethod({ ...body, caller }),
    listInvoices: ({ query, caller }) => billing.listInvoices({ ...query, caller }),
    listEntitlements: ({ query, caller }) => billing.listEntitlements({ ...query, caller }),
  });
}
