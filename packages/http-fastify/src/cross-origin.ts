import type { UserCaller } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { FastifyRequest } from 'fastify';

/**
 * Refuses an unsafe request that a browser made on behalf of another site (OWASP ASVS 5, 3.5.1). A bearer
 * token or API key is never attached by a browser of its own accord, so it needs no check; a cookie is, so there the
 * request has to show that it is ours.
 *
 * @throws `cross_origin`
 */
export function refuseCrossOrigin(allowedOrigins: ReadonlySet<string>, request: FastifyRequest): void {
  const credential = credentialOf(request);
  if (credential === 'bearer' || credential === 'api_key') return;
  const verdict = originVerdict(allowedOrigins, request);
  if (verdict === 'foreign') throw commonErrors.crossOrigin();
  if (verdict === 'unknown' && credential === 'cookie') {
    throw commonErrors.crossOrigin({
      detail:
        'A request that is authenticated by a cookie needs an Origin or Sec-Fetch-Site header of this site.',
    });
  }
}

function credentialOf({ caller }: FastifyRequest): UserCaller['credential'] | undefined {
  return caller?.kind === 'user' ? caller.credential : undefined;
}

/** Configured origins first; then the browser's own word (W3C Fetch Metadata); then the Origin against the Host. */
function originVerdict(
  allowedOrigins: ReadonlySet<string>,
  request: FastifyRequest,
): 'own' | 'foreign' | 'unknown' {
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined && allowedOrigins.has(origin)) return 'own';
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'own' : 'foreign';
  if (origin === undefined) return 'unknown';
  return URL.canParse(origin) && new URL(origin).host === host ? 'own' : 'foreign';
}
