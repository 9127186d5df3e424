import type { Secret } from '@quartet/platform/config';
import { LRUCache } from 'lru-cache';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
} from 'openid-client';
import { z } from 'zod';
import { oauthErrors } from '../errors.ts';
import type { AuthorizationResponse, ProvenIdentity, Provider } from '../provider.ts';
import { PROVIDER_TIMEOUT_SECONDS, providerFetch, RETRY_AFTER_SECONDS } from './provider-fetch.ts';
import { providerRefusal } from './provider-refusal.ts';

export interface OpenIdProviderOptions {
  name: string;
  /** The issuer identifier, exactly as the provider's tokens name it. Over http, it has to be on this machine. */
  issuer: string;
  clientId: string;
  clientSecret: Secret;
}

/** Machines' clocks differ by seconds; more would let old tokens live on. */
const CLOCK_TOLERANCE_SECONDS = 10;
/** Endpoints hardly ever move; keys, which do, are looked up by the library as often as it takes. */
const METADATA_TTL_MS = 60 * 60 * 1000;

const claimsSchema = z.object({
  email: z.string().optional().catch(undefined),
  // A provider that says "true" in quotes, or nothing, has verified nothing (OpenID Connect Core, 5.1).
  email_verified: z.literal(true).optional().catch(undefined),
  name: z.string().optional().catch(undefined),
});
type Claims = z.infer<typeof claimsSchema>;

/**
 * A provider that speaks OpenID Connect. It is discovered when somebody first wants to sign in there, so that one
 * that is away keeps nothing from starting; what was found serves for an hour.
 */
export function openIdProvider(options: OpenIdProviderOptions): Provider {
  const found = new LRUCache<'configuration', Configuration>({
    max: 1,
    ttl: METADATA_TTL_MS,
    fetchMethod: () => discover(options),
  });
  const configuration = () => found.forceFetch('configuration');
  return {
    name: options.name,
    authorizationUrl: async (request) =>
      buildAuthorizationUrl(await configuration(), {
        redirect_uri: request.redirectUri,
        scope: 'openid email profile',
        state: request.state,
        nonce: request.nonce,
        code_challenge: request.codeChallenge,
        code_challenge_method: 'S256',
      }),
    identify: async (response) => identify(await configuration(), response),
  };
}

/** The library compares the issuer that the metadata names with ours. @throws `provider_unavailable` */
async function discover({ issuer, clientId, clientSecret }: OpenIdProviderOptions): Promise<Configuration> {
  const server = new URL(issuer);
  try {
    return await discovery(
      server,
      clientId,
      { [clockTolerance]: CLOCK_TOLERANCE_SECONDS },
      authenticateWith(clientSecret),
      {
        [customFetch]: providerFetch,
        timeout: PROVIDER_TIMEOUT_SECONDS,
        // The check of signatures that TLS to the token endpoint would make optional (OpenID Connect Core, 3.1.3.7).
        execute: [
          enableNonRepudiationChecks,
          ...(server.protocol === 'http:' ? [allowInsecureRequests] : []),
        ],
      },
    );
  } catch (error) {
    throw oauthErrors.providerUnavailable({ retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
  }
}

/** Basic where the provider takes it, which is also the default (OpenID Connect Discovery, section 3). */
function authenticateWith(secret: Secret): ClientAuth {
  const [basic, post] = [ClientSecretBasic(secret.reveal()), ClientSecretPost(secret.reveal())];
  return (server, ...request) => {
    const takesBasic = server.token_endpoint_auth_methods_supported?.includes('client_secret_basic') ?? true;
    return (takesBasic ? basic : post)(server, ...request);
  };
}

async function identify(
  configuration: Configuration,
  response: AuthorizationResponse,
): Promise<ProvenIdentity> {
  try {
    const tokens = await authorizationCodeGrant(configuration, response.url, {
      expectedState: response.state,
      expectedNonce: response.nonce,
      pkceCodeVerifier: response.codeVerifier,
    });
    const idToken = z.object({ iss: z.string(), sub: z.string() }).loose().parse(tokens.claims());
    const claims = claimsSchema.parse(
      'email' in idToken ? idToken : await userInfo(configuration, tokens.access_token, idToken.sub),
    );
    return { issuer: idToken.iss, subject: idToken.sub, ...personOf(claims) };
  } catch (error) {
    throw providerRefusal(error);
  }
}

/** Providers may keep the claims that scopes ask for out of the id_token (OpenID Connect Core, section 5.4). */
async function userInfo(
  configuration: Configuration,
  accessToken: string,
  subject: string,
): Promise<unknown> {
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return {};
  return fetchUserInfo(configuration, accessToken, subject);
}

function personOf({
  email,
  email_verified,
  name,
}: Claims): Pick<ProvenIdentity, 'verifiedEmail' | 'fullName'> {
  return { verifiedEmail: email_verified ? email : undefined, fullName: name };
}
