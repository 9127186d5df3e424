import type { ServerResponse } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { type Listening, listen } from './listen.ts';
import { CLIENT } from './openid-provider.ts';

/** What an issuer may lie about; by default it is honest. */
interface Lies {
  /** Makes the id_token of the honest claims. */
  idToken(claims: JWTPayload, key: CryptoKey): Promise<string>;
  /** `iss` of the redirect back (RFC 9207). */
  issuerOfRedirect: string | undefined;
  /** What the metadata differs in. */
  metadata: Record<string, unknown>;
  /** Status of the token endpoint. */
  tokenStatus: number;
}

export interface LyingIssuer extends Listening {
  lies: Partial<Lies>;
}

/** An issuer that does as the protocol says, but for what a test makes it lie about. */
export async function startLyingIssuer(): Promise<LyingIssuer> {
  const running: { lies: Partial<Lies> } = { lies: {} };
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  let nonce: string | undefined;
  const listening = await listen((origin) => async (request, response) => {
    const { lies } = running;
    const url = new URL(request.url ?? '/', origin);
    if (url.pathname === '/.well-known/openid-configuration')
      return json(response, { ...metadata(origin), ...lies.metadata });
    if (url.pathname === '/jwks') return json(response, { keys: [jwk] });
    if (url.pathname === '/authorize') {
      nonce = url.searchParams.get('nonce') ?? undefined;
      return sendBack(url, lies.issuerOfRedirect, response);
    }
    const idToken = await (lies.idToken ?? sign)(honestClaims(origin, nonce), privateKey);
    return json(response, { access_token: 'any', token_type: 'bearer', id_token: idToken }, lies.tokenStatus);
  });
  return Object.assign(running, listening);
}

/** A token as the issuer's metadata promises it. */
export function sign(claims: JWTPayload, key: CryptoKey): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(key);
}

function metadata(origin: string) {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    jwks_uri: `${origin}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

function honestClaims(origin: string, nonce: string | undefined): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  const person = { sub: 'mallory', email: 'mallory@example.com', email_verified: true };
  return { iss: origin, aud: CLIENT.clientId, iat: now, exp: now + 300, nonce, ...person };
}

function sendBack(url: URL, issuer: string | undefined, response: ServerResponse): void {
  const back = new URL(url.searchParams.get('redirect_uri') ?? '');
  back.searchParams.set('code', 'any');
  back.searchParams.set('state', url.searchParams.get('state') ?? '');
  if (issuer !== undefined) back.searchParams.set('iss', issuer);
  response.writeHead(302, { location: back.href }).end();
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
