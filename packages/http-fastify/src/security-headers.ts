import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import cors from '@fastify/cors';
import helmet from 'helmet';
import type { Server } from './create-server.ts';

/** One day; browsers cap it lower. */
const PREFLIGHT_SECONDS = 86_400;

/** OWASP ASVS 5, chapter 3: an API's answers may do nothing in a browser, and only listed origins may read them. */
export async function secureHeaders(server: Server, allowedOrigins: readonly string[]): Promise<void> {
  const headers = helmetHeaders();
  const apiHeaders = { ...headers, 'cache-control': 'no-store' };
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(request.url.startsWith('/api/') ? apiHeaders : headers);
    done();
  });
  // The plugin would work through each request to add nothing; an OPTIONS then is a route that does not exist.
  if (allowedOrigins.length === 0) return;
  await server.register(cors, {
    origin: [...allowedOrigins],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: [
      'X-Request-Id',
      'Retry-After',
      'RateLimit-Limit',
      'RateLimit-Remaining',
      'RateLimit-Reset',
    ],
    maxAge: PREFLIGHT_SECONDS,
    // The strict answer to an OPTIONS that is no preflight is text, which no error of ours is.
    strictPreflight: false,
  });
}

/** Taken from an answer that is sent to nobody: helmet would work out the same headers for each one. */
function helmetHeaders() {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  const apply = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'same-site' },
  });
  apply(request, response, () => undefined);
  return response.getHeaders();
}
