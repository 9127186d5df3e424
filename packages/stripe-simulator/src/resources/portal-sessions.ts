import { z } from 'zod';
import { text } from '../http/params.ts';
import { type ApiRoute, operation } from '../http/route.ts';
import type { World } from '../world/create-world.ts';
import type { PortalSession } from '../world/wire.ts';

/** https://docs.stripe.com/api/customer_portal/sessions, with one configuration that allows everything, whatever the flow. */
export const portalSessionRoutes: ApiRoute[] = [
  operation(
    'POST',
    '/v1/billing_portal/sessions',
    {
      customer: text,
      configuration: text.exactOptional(),
      flow_data: z.strictObject({ type: z.literal('payment_method_update') }).exactOptional(),
      locale: text.exactOptional(),
      return_url: text.exactOptional(),
    },
    ({ world, params }) => createPortalSession(world, params),
  ),
];

interface PortalParams {
  customer: string;
  configuration?: string;
  flow_data?: { type: 'payment_method_update' };
  locale?: string;
  return_url?: string;
}

/** A new way into the portal of a customer. */
export function createPortalSession(world: World, params: PortalParams): PortalSession {
  const { customer, configuration = 'bpc_simulated', flow_data, locale = null, return_url = null } = params;
  const { store, ids, settings } = world;
  store.customers.get(customer, 'customer');
  const id = ids.next('bps');
  return world.create(
    store.portalSessions,
    {
      id,
      object: 'billing_portal.session',
      after_expiration: null,
      configuration,
      created: world.timelineOf(customer).now(),
      customer,
      customer_account: null,
      flow: flow_data ? { ...NO_FLOW, type: flow_data.type } : null,
      livemode: false,
      locale,
      on_behalf_of: null,
      return_url,
      url: `${settings.publicUrl()}/portal/${id}`,
    },
    'billing_portal.session.created',
  );
}

const NO_FLOW = {
  after_completion: { type: 'portal_homepage', hosted_confirmation: null, redirect: null },
  customer_update: null,
  subscription_cancel: null,
  subscription_pause: null,
  subscription_update: null,
  subscription_update_confirm: null,
} as const;
