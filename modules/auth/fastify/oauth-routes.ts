import { bindRoutes, type Server, setSessionCookie } from '@quartet/http-fastify';
import { oauthContract } from '../src/contract.ts';
import { type BrowserCookie, FLOW_TTL_SECONDS, type OAuth } from '../src/index.ts';

interface OAuthRoutesOptions {
  oauth: OAuth;
  sessionCookie: BrowserCookie;
}

/** Sign-in by a provider. */
export function oauthRoutes(server: Server, { oauth, sessionCookie }: OAuthRoutesOptions): void {
  const { name, attributes } = oauth.flowCookie;

  bindRoutes(server, oauthContract, {
    begin: async ({ params, query }, reply) => {
      const begun = await oauth.beginSignIn({ provider: params.provider, returnTo: query.return_to });
      reply.setCookie(name, begun.browserToken, { ...attributes, maxAge: FLOW_TTL_SECONDS });
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
      reply.clearCookie(name, attributes);
      setSessionCookie(reply, sessionCookie, cookie);
      reply.header('location', location);
      return undefined;
    },
  });
}
