import { type ApiRoute, operation } from '../http/route.ts';

/** https://docs.stripe.com/api/accounts/retrieve, of the account that the key is of. */
export const accountRoutes: ApiRoute[] = [
  operation('GET', '/v1/account', {}, ({ world: { accountId: id } }) => ({
    id,
    object: 'account',
    charges_enabled: true,
    details_submitted: true,
    payouts_enabled: true,
    type: 'standard',
  })),
];
