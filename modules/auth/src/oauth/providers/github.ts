import type { Secret } from '@quartet/platform/config';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretPost,
  Configuration,
  customFetch,
  fetchProtectedResource,
} from 'openid-client';
import { z } from 'zod';
import { oauthErrors } from '../errors.ts';
import type { AuthorizationResponse, ProvenIdentity, Provider } from '../provider.ts';
import { PROVIDER_TIMEOUT_SECONDS, providerFetch } from './provider-fetch.ts';
import { providerRefusal } from './provider-refusal.ts';

export interface GitHubOptions {
  clientId: string;
  clientSecret: Secret;
}

/** Where GitHub is. */
export interface GitHubAddresses {
  web: string;
  api: string;
}

const GITHUB: GitHubAddresses = { web: 'https://github.com', api: 'https://api.github.com' };
/** Who vouches for the numeric id, whatever the addresses are. */
const IDENTITY_ISSUER = 'https://github.com';
/** https://docs.github.com/en/rest/about-the-rest-api/api-versions */
const API_VERSION = '2022-11-28';

const userSchema = z.object({ id: z.int().positive(), name: z.string().nullish() });
const emailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/**
 * GitHub speaks OAuth 2.0 with PKCE but has no id_token: who has signed in is read from its API. A login name can
 * be given up and taken by somebody else, a numeric id cannot.
 */
export function githubProvider(options: GitHubOptions, addresses: GitHubAddresses = GITHUB): Provider {
  const configuration = configure(options, addresses);
  return {
    name: 'github',
    authorizationUrl: async (request) =>
      buildAuthorizationUrl(configuration, {
        redirect_uri: request.redirectUri,
        scope: 'read:user user:email',
        state: request.state,
        code_challenge: request.codeChallenge,
        code_challenge_method: 'S256',
      }),
    identify: (response) => identify(configuration, addresses.api, response),
  };
}

function configure({ clientId, clientSecret }: GitHubOptions, { web }: GitHubAddresses): Configuration {
  const server = {
    // What GitHub sends as `iss` when it does (RFC 9207).
    issuer: `${web}/login/oauth`,
    authorization_endpoint: `${web}/login/oauth/authorize`,
    token_endpoint: `${web}/login/oauth/access_token`,
  };
  const configuration = new Configuration(server, clientId, {}, ClientSecretPost(clientSecret.reveal()));
  configuration[customFetch] = providerFetch;
  configuration.timeout = PROVIDER_TIMEOUT_SECONDS;
  if (web.startsWith('http:')) allowInsecureRequests(configuration);
  return configuration;
}

async function identify(
  configuration: Configuration,
  api: string,
  { url, state, codeVerifier }: AuthorizationResponse,
): Promise<ProvenIdentity> {
  try {
    const { access_token } = await authorizationCodeGrant(configuration, url, {
      expectedState: state,
      pkceCodeVerifier: codeVerifier,
    });
    const read = (path: string) => readApi(configuration, access_token, new URL(path, api));
    const [user, emails] = await Promise.all([read('/user'), read('/user/emails')]);
    const { id, name } = userSchema.parse(user);
    const primary = emailsSchema.parse(emails).find((email) => email.primary && email.verified);
    return {
      issuer: IDENTITY_ISSUER,
      subject: String(id),
      verifiedEmail: primary?.email,
      fullName: name ?? undefined,
    };
  } catch (error) {
    throw providerRefusal(error);
  }
}

async function readApi(configuration: Configuration, accessToken: string, url: URL): Promise<unknown> {
  const headers = new Headers({ accept: 'application/vnd.github+json', 'x-github-api-version': API_VERSION });
  const response = await fetchProtectedResource(configuration, accessToken, url, 'GET', undefined, headers);
  if (!response.ok)
    throw oauthErrors.providerAnswerInvalid({ cause: new Error(`${url.pathname} gave ${response.status}`) });
  return response.json();
}
