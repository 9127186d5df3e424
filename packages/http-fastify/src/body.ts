import type { Server } from './create-server.ts';

/**
 * Accepts JSON alone. A browser cannot send JSON to another origin without asking first (CORS preflight),
 * so a form on a foreign page reaches no handler. Keys such as `__proto__` are refused.
 */
export function parseBodies(server: Server): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, body as string, done);
  });
}
