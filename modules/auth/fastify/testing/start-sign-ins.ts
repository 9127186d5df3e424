import { createServer, type Server } from '@quartet/http-fastify';
import { createMetrics } from '@quartet/platform/telemetry';
import { createOAuth, type OAuth } from '../../src/oauth/index.ts';
import { githubProvider } from '../../src/oauth/providers/github.ts';
import { openIdProvider } from '../../src/oauth/providers/openid-provider.ts';
import { type Browser, createBrowser } from '../../src/oauth/testing/browser.ts';
import { type RunningGitHub, startGitHub } from '../../src/oauth/testing/github.ts';
import {
  CLIENT,
  type RunningOpenIdProvider,
  startOpenIdProvider,
} from '../../src/oauth/testing/openid-provider.ts';
import { type AuthFixture, startAuth } from '../../src/testing/auth-fixture.ts';
import { oauthRoutes } from '../oauth-routes.ts';

export const API = 'https://api.example.com';
export const APP = 'https://app.example.com';

/** Sign-in by providers over HTTP, with an OpenID provider called `corp`, one called `away`, and GitHub. */
export interface SignIns extends AuthFixture {
  oauth: OAuth;
  server: Server;
  corp: RunningOpenIdProvider;
  github: RunningGitHub;
  /** Starts the provider `away`, which is down until then. */
  bringBack(): Promise<RunningOpenIdProvider>;
  /** A browser that nobody has used yet, and that reaches the server by its public name. */
  newBrowser(): Browser;
  /** Goes to a provider and back, up to the callback, which is answered unopened. */
  goThrough(browser: Browser, provider: string, query?: string): Promise<URL>;
  /** Goes all the way. */
  signIn(browser: Browser, provider: string, query?: string): Promise<Response>;
}

export async function startSignIns(): Promise<SignIns> {
  const fixture = await startAuth();
  const [corp, github] = [await startOpenIdProvider(callbackOf('corp')), await startGitHub()];
  const away = await startOpenIdProvider(callbackOf('away'));
  await away.stop();
  const oauth = createOAuth({
    ...fixture.dependencies,
    startSession: fixture.auth.startSession,
    publicUrl: API,
    appUrl: APP,
    providers: [
      openIdProvider({ name: 'corp', issuer: corp.origin, ...CLIENT }),
      openIdProvider({ name: 'away', issuer: away.origin, ...CLIENT }),
      githubProvider(CLIENT, { web: github.origin, api: github.origin }),
    ],
  });
  const server = await createServer({
    service: { name: 'test', title: 'Test', version: '1.0.0' },
    log: fixture.dependencies.log,
    trustedProxies: 0,
    allowedOrigins: [],
    readiness: {},
    metrics: createMetrics({ service: 'test' }),
    maxEventLoopDelayMs: 0,
  });
  oauthRoutes(server, { oauth, sessionCookie: fixture.auth.sessionCookie });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });

  const goThrough: SignIns['goThrough'] = (browser, provider, query = '') =>
    browser.follow(`${API}/api/auth/oauth/${provider}${query}`, ({ href }) =>
      href.startsWith(callbackOf(provider)),
    );
  return {
    ...fixture,
    oauth,
    server,
    corp,
    github,
    bringBack: () => startOpenIdProvider(callbackOf('away'), away.port),
    newBrowser: () => createBrowser({ [API]: url }),
    goThrough,
    signIn: async (browser, provider, query) => browser.get(await goThrough(browser, provider, query)),
    async close() {
      await server.close();
      await Promise.all([corp.stop(), github.stop()]);
      await fixture.close();
    },
  };
}

function callbackOf(provider: string): string {
  return `${API}/api/auth/oauth/${provider}/callback`;
}
