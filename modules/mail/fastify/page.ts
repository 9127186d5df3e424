import { type Html, html } from '@quartet/platform/html';
import type { FastifyReply } from 'fastify';

/** Nothing but the page's own style and script files, and no frame but of this origin. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Answers with a whole page. Its address may hold a token, so it is not stored and no other site hears of it. */
export function sendPage(
  reply: FastifyReply,
  page: { title: string; head?: Html; body: Html },
): FastifyReply {
  reply.headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  return reply.send(document(page).toString());
}

function document({ title, head, body }: { title: string; head?: Html; body: Html }): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="/dev/pages/style.css">
${head ?? ''}
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}
