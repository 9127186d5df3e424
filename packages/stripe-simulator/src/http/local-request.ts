import { isLocal, isOfAnotherSite } from '@quartet/platform/local-request';
import type { FastifyRequest } from 'fastify';

/**
 * True for a person at this machine: not for another machine, nor for a page of another site that a browser here
 * shows and that asks for a change.
 */
export function isByPersonHere({ raw, method, headers }: FastifyRequest): boolean {
  return isLocal(raw) && (method === 'GET' || !isOfAnotherSite(headers));
}
