import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { Server } from './create-server.ts';

/** One day; browsers cap it lower. */
const PREFLIGHT_SECONDS = 86_400;

/** OWASP ASVS 5, chapter 3: an API's answers may do nothing in a browser, and only listed origins may read them. */
export async function secureHeaders(server: Server, allowedOrigins: readonly string[]): Promise<void> {
  await server.register(helmet, {
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
  });
  server.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
  });
}
