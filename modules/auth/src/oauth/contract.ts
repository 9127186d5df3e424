import { defineRoute } from '@quartet/platform/contract';
import { z } from 'zod';
import { oauthErrors } from './errors.ts';
import { providerNameSchema } from './provider.ts';
import { returnToSchema } from './return-to.ts';

const params = z.object({ provider: providerNameSchema });

/** What this service sends as `state` has 43 characters. */
const state = z.string().min(1).max(200);
/** The rest is the provider's own; its length is bounded so that it cannot be a burden. */
const providerValue = z.string().max(4_000).optional();

/**
 * Sign-in by a provider, for browsers. Refusals are problem+json here as everywhere: which page explains them
 * is for the application to decide, and a redirect with the reason would have to trust one of its routes.
 */
export const oauthContract = {
  begin: defineRoute({
    name: 'auth.beginOAuth',
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
    name: 'auth.completeOAuth',
    method: 'GET',
    path: '/auth/oauth/:provider/callback',
    summary:
      'Where the provider sends the browser back to; on success, the session cookie and a redirect to return_to',
    access: 'public',
    params,
    query: z.object({ state, code: providerValue, iss: providerValue, error: providerValue }),
    status: 303,
    errors: Object.values(oauthErrors),
    limit: { by: 'address', points: 60, windowSeconds: 60 },
  }),
};
