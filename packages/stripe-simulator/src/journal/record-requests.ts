import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Change } from './entry.ts';
import type { Recorder } from './recorder.ts';

const CHANGING = ['POST', 'DELETE'] as const;

/**
 * Has every request to the API and the pages that may change something performed as a change. The handlers are
 * synchronous, so that none sees the time go on. To be called before the routes are declared.
 */
export function recordRequests(server: FastifyInstance, recorder: Recorder): void {
  server.addHook('onRoute', (route) => {
    const method = CHANGING.find((each) => [route.method].flat().includes(each));
    if (method === undefined || route.url.startsWith('/_simulator/')) return;
    const { handler } = route;
    route.handler = function record(request, reply) {
      return recorder.perform(changeOf(request, method), () => handler.call(this, request, reply));
    };
  });
}

function changeOf({ id, url, headers, body }: FastifyRequest, method: (typeof CHANGING)[number]): Change {
  const key = headers['idempotency-key'];
  return {
    op: 'request',
    id,
    method,
    url,
    ...(typeof key === 'string' && { idempotencyKey: key }),
    ...(body !== undefined && body !== null && { body }),
  };
}
