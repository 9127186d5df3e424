import { secondsAfter } from '@quartet/platform/clock';
import { hashToken, newToken } from '@quartet/platform/crypto';
import { calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier } from 'openid-client';
import { callbackUrl, type OAuthCore, providerNamed } from './core.ts';
import { sealFlow } from './flow-secrets.ts';
import { insertFlow } from './oauth.sql.ts';

/** Time to type a password and a second factor at the provider. */
export const FLOW_TTL_SECONDS = 600;

export interface BegunSignIn {
  /** Where the browser goes on. */
  location: string;
  /** What the browser shows at the callback, as a cookie, to prove that it is the one that began. */
  browserToken: string;
}

/**
 * Begins a sign-in by a provider: an authorization code request with PKCE, state and nonce (RFC 9700, section 2.1).
 * What the callback must prove is kept hashed or sealed.
 *
 * @throws `unknown_provider`, `provider_unavailable`
 */
export async function beginSignIn(
  core: OAuthCore,
  { provider: name, returnTo }: { provider: string; returnTo: string },
): Promise<BegunSignIn> {
  const provider = providerNamed(core, name);
  const [state, browserToken] = [newToken(), newToken()];
  const secrets = { codeVerifier: randomPKCECodeVerifier(), nonce: randomNonce() };
  const location = await provider.authorizationUrl({
    redirectUri: callbackUrl(core, name).href,
    state,
    codeChallenge: await calculatePKCECodeChallenge(secrets.codeVerifier),
    nonce: secrets.nonce,
  });
  await insertFlow(core.db.orm, {
    state_hash: hashToken(state),
    provider: name,
    browser_hash: hashToken(browserToken),
    sealed: sealFlow(core.sealer, secrets),
    return_to: returnTo,
    expires_at: secondsAfter(core.clock.now(), FLOW_TTL_SECONDS),
  });
  return { location: location.href, browserToken };
}
