import { bindRoutes, type Server } from '@quartet/http-fastify';
import type { Auth } from '../src/index.ts';
import { FLOW_TTL_SECONDS, type OAuth, oauthContract } from '../src/oauth/index.ts';
import { setSessionCookie } from './session-cookie.ts';

interface OAuthRoutesOptions {
  oauth: OAuth;
  sessionCookie: Auth['sessionCookie'];
}

/** Sign-in by a provider, as a Fastify plugin. */
export function oauthRoutes(server: Server, { oauth, sessionCookie }: OAuthRoutesOptions): void {
  const { secure } = sessionCookie;
  const name = secure ? '__Host-oauth' : 'oauth';
  // Lax: the provider sends the browser back from another site, by a plain GET.
  const options = { path: '/', httpOnly: true, secure, sameSite: 'lax' } as const;

  bindRoutes(server, oauthContract, {
    begin: async ({ params, query }, reply) => {
      const begun = await oauth.beginSignIn({ provider: params.provider, returnTo: query.return_to });
      reply.setCookie(name, begun.browserToken, { ...options, maxAge: FLOW_TTL_SECONDS });
      reply.header('location', begun.location);
      return undefined;
    },
    complete: async ({ params, query, origin }, reply) => {
      const { provider } = params;
      const browserToken = reply.request.cookies[name];
      const { location, cookie } = await oauth.completeSignIn({
        provider,
        response: query,
        browserToken,
        origin,
      });
      reply.clearCookie(name, options);
      setSessionCookie(reply, sessionCookie, cookie);
      reply.header('location', location);
      return undefined;
    },
  });
}
