import type { FastifyInstance } from 'fastify';
import qs from 'qs';

/** Deeper and longer than any request of the API; past them a form is cut off instead of filling memory. */
const LIMITS = { depth: 10, arrayLimit: 1_000, parameterLimit: 10_000 };

/** Parses a form or query string with brackets: `items[0][price]=…&expand[]=…`. */
export function parseForm(text: string): Record<string, unknown> {
  return qs.parse(text, LIMITS);
}

/** Lets a server read form-encoded bodies. */
export function acceptForms(server: FastifyInstance): void {
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, parseForm(String(body))),
  );
}
