import type { RequestOrigin } from '@quartet/platform/contract';
import { hashToken, sameBytes } from '@quartet/platform/crypto';
import { isDomainError } from '@quartet/platform/errors';
import type { SignIn } from '../open-session.ts';
import { callbackUrl, type OAuthCore, providerNamed } from './core.ts';
import { oauthErrors } from './errors.ts';
import { openFlow } from './flow-secrets.ts';
import { takeFlow } from './oauth.sql.ts';
import type { ProvenIdentity, Provider } from './provider.ts';
import { addressIn } from './return-to.ts';
import type { OAuthFlow } from './schema.ts';
import { settleIdentity } from './settle-identity.ts';

export interface Callback {
  provider: string;
  /** What the provider added to the redirect URI. */
  response: {
    state: string;
    code?: string | undefined;
    iss?: string | undefined;
    error?: string | undefined;
  };
  /** The cookie that {@link beginSignIn} gave the browser. */
  browserToken: string | undefined;
  origin: RequestOrigin;
}

export interface CompletedSignIn {
  /** Where the browser goes on, within the application. */
  location: string;
  cookie: SignIn['cookie'];
}

/**
 * Completes a sign-in that the provider has sent back. Its state is used up first, whatever comes of it. Who the
 * person is gets settled in one transaction and the session opened in another: the keys that the second needs
 * must not be waited for by the first, and to fail between them harms nothing.
 *
 * @throws `unknown_provider`, `sign_in_expired`, `sign_in_declined`, `provider_unavailable`, `provider_answer_invalid`,
 *   `provider_email_unverified`, `account_exists`, `account_disabled`
 */
export async function completeSignIn(core: OAuthCore, callback: Callback): Promise<CompletedSignIn> {
  const provider = providerNamed(core, callback.provider);
  const flow = await claimFlow(core, callback);
  const identity = await identify(core, provider, flow, callback);
  const userId = await settleIdentity(core, { provider: provider.name, identity, origin: callback.origin });
  const signIn = await core.startSession({ userId, method: provider.name, origin: callback.origin });
  if (signIn === undefined) throw oauthErrors.accountDisabled();
  return { location: addressIn(core.appUrl, flow.return_to), cookie: signIn.cookie };
}

async function claimFlow(
  core: OAuthCore,
  { provider, response, browserToken }: Callback,
): Promise<OAuthFlow> {
  const flow = await takeFlow(core.db.orm, hashToken(response.state));
  const isOurs =
    flow !== undefined &&
    flow.provider === provider &&
    flow.expires_at > core.clock.now() &&
    browserToken !== undefined &&
    sameBytes(flow.browser_hash, hashToken(browserToken));
  if (!isOurs) throw oauthErrors.signInExpired();
  return flow;
}

async function identify(
  core: OAuthCore,
  provider: Provider,
  flow: OAuthFlow,
  { response, origin }: Callback,
): Promise<ProvenIdentity> {
  const url = callbackUrl(core, provider.name);
  for (const [name, value] of Object.entries(response)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  try {
    return await provider.identify({ url, state: response.state, ...openFlow(core.sealer, flow.sealed) });
  } catch (error) {
    if (isDomainError(error, oauthErrors.providerAnswerInvalid)) {
      // Whoever operates the service needs the reason; it is no credential, unlike the rest of the error.
      const reason = error.cause instanceof Error ? error.cause.message : undefined;
      const context = { request_id: origin.requestId, provider: provider.name, reason };
      core.log.warn(context, "A provider's answer was refused.");
    }
    throw error;
  }
}
