import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const TYPES = { 'style.css': 'text/css; charset=utf-8', 'landing.js': 'text/javascript; charset=utf-8' };

/** Serves a file of `pages/` under `/dev/pages/`, once for all that need it. */
export function servePageFile(server: FastifyInstance, name: keyof typeof TYPES): void {
  const url = `/dev/pages/${name}`;
  if (server.hasRoute({ method: 'GET', url })) return;
  const content = readFileSync(join(import.meta.dirname, 'pages', name), 'utf8');
  server.get(url, (_request, reply) =>
    reply.header('content-type', TYPES[name]).header('x-content-type-options', 'nosniff').send(content),
  );
}
