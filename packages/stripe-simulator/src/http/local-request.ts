import type { FastifyRequest } from 'fastify';

const LOOPBACK = /^(::ffff:)?127\.|^::1$/;
const LOOPBACK_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * True for a person at this machine: not for another machine, nor for a page of another site that a browser here
 * shows (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header) or that was rebound to this
 * address by DNS.
 */
export function isLocal({ ip, method, headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  const isOfAnotherSite = method !== 'GET' && site !== undefined && site !== 'same-origin';
  return LOOPBACK.test(ip) && LOOPBACK_NAME.test(headers.host ?? '') && !isOfAnotherSite;
}
