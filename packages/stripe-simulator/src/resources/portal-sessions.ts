import { text } from '../http/params.ts';
import { type ApiRoute, operation } from '../http/route.ts';

/** https://docs.stripe.com/api/customer_portal/sessions, with one configuration that allows everything. */
export const portalSessionRoutes: ApiRoute[] = [
  operation(
    'POST',
    '/v1/billing_portal/sessions',
    {
      customer: text,
      configuration: text.exactOptional(),
      locale: text.exactOptional(),
      return_url: text.exactOptional(),
    },
    ({ world, params: { customer, configuration = 'bpc_simulated', locale = null, return_url = null } }) => {
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
          flow: null,
          livemode: false,
          locale,
          on_behalf_of: null,
          return_url,
          url: `${settings.publicUrl()}/portal/${id}`,
        },
        'billing_portal.session.created',
      );
    },
  ),
];
