import { defineRoute, opaqueToken } from '@quartet/platform/contract';
import { z } from 'zod';
import { oauthErrors } from './errors.ts';
import { providerNameSchema } from './provider.ts';
import { returnToSchema } from './return-to.ts';

const params = z.object({ provider: providerNameSchema });

/** Anything but `state`, which is a token of ours, is the provider's own; its length is bounded so that it cannot be a burden. */
const providerValue = z.string().max(4_000).optional();

/**
 * Sign-in by a provider, for browsers. Refusals are problem+json here as everywhere: which page explains them
 * is for the application to decide, and a redirect with the reason would have to trust one of its routes.
 */
export const oauthContract = {
  begin: defineRoute({
    name: 'auth.begin_oauth',
    method: 'GET',
    path: '/auth/oauth/:provider',
    summary: 'Send the browser to a provider to sign in there',
    access: 'public',
    params,
    query: z.object({ return_to: returnToSchema.default('/') }),
    status: 307,
    errors: [oauthErrors.unknownProvider, oauthErrors.providerUnavailable],
    limit: { by: 'address', points: 60, windowSeconds: 60 },
  }),
  complete: defineRoute({
    name: 'auth.complete_oauth',
    method: 'GET',
    path: '/auth/oauth/:provider/callback',
    summary:
      'Complete a sign-in that the provider sends back: set the session cookie and redirect to return_to',
    access: 'public',
    params,
    query: z.object({ state: opaqueToken, code: providerValue, iss: providerValue, error: providerValue }),
    status: 303,
    errors: Object.values(oauthErrors),
    limit: { by: 'address', points: 60, windowSeconds: 60 },
  }),
};
