import { type Html, html } from '@quartet/platform/html';
import type { FastifyInstance } from 'fastify';
import { sendPage } from './page.ts';
import { servePageFile } from './page-files.ts';

/** Serves a page that only says something, for an installation without a front end: in development alone. */
export function textPage(
  server: FastifyInstance,
  { path, title, text }: { path: string; title: string; text: Html },
): void {
  servePageFile(server, 'style.css');
  server.get(path, (_request, reply) => sendPage(reply, { title, body: html`<h1>${title}</h1>\n${text}` }));
}
