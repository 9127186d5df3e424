import type { IncomingMessage, ServerResponse } from 'node:http';
import { Secret } from '@quartet/platform/config';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { type Listening, listen } from './listen.ts';

/** A person with an account at the provider. */
export interface Account {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

export interface RunningOpenIdProvider extends Listening {
  /** Who sits at the browser: the next sign-in is theirs. `undefined` declines. */
  person: Account | undefined;
}

export const CLIENT = { clientId: 'quartet', clientSecret: new Secret('a-secret-of-the-tests-alone') };

/** A real OpenID provider (https://github.com/panva/node-oidc-provider) whose login page needs no typing. */
export async function startOpenIdProvider(
  redirectUri: string,
  port?: number,
): Promise<RunningOpenIdProvider> {
  const accounts = new Map<string, Account>();
  const running = { person: undefined as Account | undefined };
  const key = {
    ...(await exportJWK((await generateKeyPair('RS256', { extractable: true })).privateKey)),
    kid: 'one',
  };
  const listening = await listen((origin) => {
    const provider = new Provider(origin, {
      clients: [
        {
          client_id: CLIENT.clientId,
          client_secret: CLIENT.clientSecret.reveal(),
          redirect_uris: [redirectUri],
        },
      ],
      jwks: { keys: [key] },
      cookies: { keys: ['of-the-tests-alone'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      ttl: { AccessToken: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_context, id) => ({ accountId: id, claims: () => ({ ...accounts.get(id), sub: id }) }),
    });
    const answer = provider.callback();
    return (request, response) => {
      if (!request.url?.startsWith('/interaction/')) return answer(request, response);
      if (running.person !== undefined) accounts.set(running.person.sub, running.person);
      return interact(provider, running.person, request, response);
    };
  }, port);
  return Object.assign(running, listening);
}

/** Logs in and consents, or declines. */
async function interact(
  provider: Provider,
  person: Account | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params } = await provider.interactionDetails(request, response);
  if (person === undefined) {
    return provider.interactionFinished(request, response, { error: 'access_denied' });
  }
  if (prompt.name === 'login') {
    return provider.interactionFinished(request, response, { login: { accountId: person.sub } });
  }
  const grant = new provider.Grant({ accountId: person.sub, clientId: String(params.client_id) });
  grant.addOIDCScope(String(params.scope));
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}
