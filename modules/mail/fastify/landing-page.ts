import { pathOf, type Route } from '@quartet/platform/contract';
import { type Html, html } from '@quartet/platform/html';
import type { FastifyInstance } from 'fastify';
import { sendPage } from './page.ts';
import { servePageFile } from './page-files.ts';

/** A page that a mailed link leads to: it posts the link's token to a route, beside what its form asks for. */
export interface LandingPage {
  path: string;
  title: string;
  explanation: string;
  /** Where the token is posted to. */
  route: Route;
  /** What the form asks for beside the button. */
  fields?: Html;
  button: string;
  done: string;
  /** What to do when the API wants someone signed in. */
  signIn?: string;
}

/**
 * Serves a page for an installation that has no front end yet: register it in development alone, and set
 * `APP_URL` to the real ones elsewhere. Opening it uses up no token, since mail scanners open every link; the
 * button does.
 */
export function landingPage(server: FastifyInstance, page: LandingPage): void {
  servePageFile(server, 'style.css');
  servePageFile(server, 'landing.js');
  server.get(page.path, (_request, reply) =>
    sendPage(reply, {
      title: page.title,
      head: html`<script src="/dev/pages/landing.js" defer></script>`,
      body: form(page),
    }),
  );
}

function form(page: LandingPage): Html {
  return html`<h1>${page.title}</h1>
<p>${page.explanation}</p>
<form data-action="${pathOf(page.route)}" data-done="${page.done}" data-sign-in="${page.signIn ?? ''}">
${page.fields ?? ''}
<button type="submit">${page.button}</button>
<p role="status"></p>
</form>
<noscript><p>This page needs JavaScript: it posts the link’s token to the API.</p></noscript>`;
}
