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
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers);
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    done();
  });
  await server.register(cors, {
    origin: allowedOrigins.length > 0 ? [...allowedOrigins] : false,
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
