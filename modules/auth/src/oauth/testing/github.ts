import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { newToken } from '@quartet/platform/crypto';
import { type Listening, listen } from './listen.ts';
import { CLIENT } from './openid-provider.ts';

export interface GitHubAccount {
  id: number;
  login: string;
  name: string | null;
  emails: { email: string; primary: boolean; verified: boolean; visibility: string | null }[];
}

export interface RunningGitHub extends Listening {
  /** Who sits at the browser; `undefined` declines. */
  person: GitHubAccount | undefined;
  /** PKCE verifiers that codes were exchanged with. */
  verifiers: string[];
}

interface Grant {
  person: GitHubAccount;
  redirectUri: string;
  codeChallenge: string;
}

/**
 * GitHub's three endpoints as its documentation describes them: the page that sends back with a code, the exchange
 * that answers 200 also for a refusal, and the API behind the token.
 */
export async function startGitHub(): Promise<RunningGitHub> {
  const running: Pick<RunningGitHub, 'person' | 'verifiers'> = { person: undefined, verifiers: [] };
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, GitHubAccount>();
  const listening = await listen((origin) => async (request, response) => {
    const url = new URL(request.url ?? '/', origin);
    const route = `${request.method} ${url.pathname}`;
    if (route === 'GET /login/oauth/authorize') return authorize(url, running.person, grants, response);
    if (route === 'POST /login/oauth/access_token')
      return exchange(request, { grants, tokens, ...running }, response);
    const person = tokens.get(request.headers.authorization?.replace(/^Bearer /, '') ?? '');
    if (person === undefined) return json(response, { message: 'Bad credentials' }, 401);
    if (route === 'GET /user')
      return json(response, { id: person.id, login: person.login, name: person.name });
    if (route === 'GET /user/emails') return json(response, person.emails);
    return json(response, { message: 'Not Found' }, 404);
  });
  return Object.assign(running, listening);
}

function authorize(
  url: URL,
  person: GitHubAccount | undefined,
  grants: Map<string, Grant>,
  response: ServerResponse,
): void {
  const given = (name: string) => url.searchParams.get(name) ?? '';
  const back = new URL(given('redirect_uri'));
  back.searchParams.set('state', given('state'));
  if (person === undefined) {
    back.searchParams.set('error', 'access_denied');
    back.searchParams.set('error_description', 'The user has denied your application access.');
  } else {
    const code = newToken();
    grants.set(code, { person, redirectUri: given('redirect_uri'), codeChallenge: given('code_challenge') });
    back.searchParams.set('code', code);
    back.searchParams.set('iss', `${url.origin}/login/oauth`);
  }
  response.writeHead(302, { location: back.href }).end();
}

async function exchange(
  request: IncomingMessage,
  {
    grants,
    tokens,
    verifiers,
  }: { grants: Map<string, Grant>; tokens: Map<string, GitHubAccount>; verifiers: string[] },
  response: ServerResponse,
): Promise<void> {
  const form = new URLSearchParams(await text(request));
  verifiers.push(form.get('code_verifier') ?? '');
  const grant = grants.get(form.get('code') ?? '');
  grants.delete(form.get('code') ?? '');
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  const isClient =
    form.get('client_id') === CLIENT.clientId && form.get('client_secret') === CLIENT.clientSecret.reveal();
  if (!isClient) return json(response, { error: 'incorrect_client_credentials' });
  if (grant?.redirectUri !== form.get('redirect_uri') || grant.codeChallenge !== challenge) {
    return json(response, { error: 'bad_verification_code' });
  }
  const token = newToken();
  tokens.set(token, grant.person);
  return json(response, { access_token: token, token_type: 'bearer', scope: 'read:user,user:email' });
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
