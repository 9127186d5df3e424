import { type Html, html } from '@quartet/platform/html';
import type { FastifyReply } from 'fastify';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color: light-dark(#1a1f36, #e3e8ee); background: light-dark(#fff, #14171f); overflow-wrap: anywhere; }
a { color: light-dark(#3d35c6, #a5a1ff); } form.line { display: inline; } pre { overflow-x: auto; overflow-wrap: normal; font-size: .8rem; }
table { width: 100%; border-collapse: collapse; } th { font-weight: 600; } .when { white-space: nowrap; } td, th { padding: .3rem .5rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid light-dark(#e3e8ee, #343a48); }
label { display: block; margin: .75rem 0; } input, select { display: block; width: 100%; padding: .5rem; font: inherit; box-sizing: border-box; }
button { padding: .6rem 1.2rem; font: inherit; cursor: pointer; } .error { color: light-dark(#b3093c, #ff7d9c); } small { color: light-dark(#5b6472, #a3acba); }
`;

/** Sends a page of the simulator. Pages work without scripts. */
export function sendPage(reply: FastifyReply, status: number, title: string, body: Html): FastifyReply {
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
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
