import { bindRoutes, clearSessionCookie, type Server, setSessionCookie } from '@quartet/http-fastify';
import type { FastifyReply } from 'fastify';
import { authContract } from '../src/contract.ts';
import { type Auth, KEY_SET_CACHE, type SignIn } from '../src/index.ts';

export { authLandingPages } from './landing-pages.ts';
export { oauthRoutes } from './oauth-routes.ts';

/** The routes under `/auth`, and the guard that all routes of signed-in people need. */
export function authRoutes(server: Server, { auth }: { auth: Auth }): void {
  server.guards.authenticate = auth.authenticate;
  server.sessionCookie = auth.sessionCookie.name;

  bindRoutes(server, authContract, {
    register: async ({ body, origin }, reply) => signedIn(reply, await auth.register({ ...body, origin })),
    login: async ({ body, origin }, reply) => signedIn(reply, await auth.login({ ...body, origin })),
    refresh: ({ body, origin }) => auth.refresh({ ...body, origin }),
    logout: async ({ caller, origin }, reply) => {
      await auth.logout({ caller, origin });
      return signedOut(reply);
    },
    logoutAll: async ({ caller, origin }, reply) => {
      await auth.logoutAll({ caller, origin });
      return signedOut(reply);
    },
    me: ({ caller }) => auth.me({ caller }),
    listSessions: ({ query, caller }) => auth.listSessions({ ...query, caller }),
    revokeSession: async ({ params, caller, origin }) => {
      await auth.revokeSession({ sessionId: params.id, caller, origin });
      return undefined;
    },
    sendEmailVerification: ({ caller }) => auth.sendEmailVerification({ caller }),
    confirmEmailVerification: ({ body, origin }) => auth.confirmEmailVerification({ ...body, origin }),
    requestPasswordReset: ({ body }) => auth.requestPasswordReset(body),
    confirmPasswordReset: ({ body, origin }) => auth.confirmPasswordReset({ ...body, origin }),
    changePassword: async ({ body, caller, origin }, reply) =>
      signedIn(reply, await auth.changePassword({ ...body, caller, origin })),
    jwks: (_input, reply) => {
      reply.header('cache-control', KEY_SET_CACHE);
      return auth.jwks();
    },
  });

  function signedIn(reply: FastifyReply, { answer, cookie }: SignIn): SignIn['answer'] {
    setSessionCookie(reply, auth.sessionCookie, cookie);
    return answer;
  }

  function signedOut(reply: FastifyReply): undefined {
    clearSessionCookie(reply, auth.sessionCookie);
  }
}
