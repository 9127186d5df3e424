import { type Html, html } from '@quartet/platform/html';
import type { FastifyReply } from 'fastify';

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color: #1a1f36; }
label { display: block; margin: .75rem 0; } input, select { display: block; width: 100%; padding: .5rem; font: inherit; box-sizing: border-box; }
button { padding: .6rem 1.2rem; font: inherit; cursor: pointer; } .error { color: #b3093c; } small { color: #697386; }
`;

/** Sends a page of the simulator. Pages work without scripts. */
export function sendPage(reply: FastifyReply, status: number, title: string, body: Html): FastifyReply {
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${STYLE}</style></head>
<body><small>Stripe simulator: no money moves here.</small><h1>${title}</h1>${body}</body></html>`;
  return reply.status(status).type('text/html; charset=utf-8').send(page.toString());
}

/** An error above a form, if there is one. */
export function problem(message: string | undefined): Html {
  return message ? html`<p class="error" role="alert">${message}</p>` : html``;
}

/** The fields of a card, with the test cards beside them. */
export function cardFields(): Html {
  return html`<label>Card number <input name="number" inputmode="numeric" autocomplete="off" required></label>
<small>4242 4242 4242 4242 succeeds, 4000 0000 0000 0002 is declined, 4000 0025 0000 3155 asks for
authentication, 4000 0000 0000 0341 can be kept but not charged, 4000 0000 0000 0259 is disputed afterwards.</small>`;
}
