import type { IncomingHttpHeaders } from 'node:http';

/**
 * True when a browser says that a page of another site makes the request: by Fetch Metadata
 * (https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header), or, of a browser without it, by an Origin that is
 * not the Host. A program that is no browser sends neither.
 */
export function isOfAnotherSite({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}
