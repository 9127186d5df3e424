import { z } from 'zod';

/** How a provider is called in paths and configuration, such as `google`. */
export const providerNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'is not a name of lower-case letters, digits and hyphens');

/** Somewhere that people have proven who they are: an OpenID provider, or one with a protocol of its own. */
export interface Provider {
  readonly name: string;
  /** Where the browser signs in. @throws `provider_unavailable` */
  authorizationUrl(request: AuthorizationRequest): Promise<URL>;
  /** Who has signed in there. @throws `provider_unavailable`, `provider_answer_invalid`, `sign_in_declined` */
  identify(response: AuthorizationResponse): Promise<ProvenIdentity>;
}

interface AuthorizationRequest {
  redirectUri: string;
  state: string;
  /** S256 of the verifier (RFC 7636). */
  codeChallenge: string;
  nonce: string;
}

export interface AuthorizationResponse {
  /** The redirect URI with the parameters that the provider added. */
  url: URL;
  state: string;
  codeVerifier: string;
  nonce: string;
}

/** A person as a provider knows them. The pair of issuer and subject is who they are; all else may change. */
export interface ProvenIdentity {
  issuer: string;
  subject: string;
  /** An address that the provider has verified as theirs, as it spells it. */
  verifiedEmail: string | undefined;
  fullName: string | undefined;
}
