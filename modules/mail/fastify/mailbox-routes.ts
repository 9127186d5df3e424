import { isLoopbackName } from '@quartet/http-fastify';
import { commonErrors } from '@quartet/platform/errors';
import type { DevelopmentMailbox, ReceivedMail } from '@quartet/platform/mail';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { mailboxPage, mailPage } from './mailbox-pages.ts';
import { sendPage } from './page.ts';
import { servePageFile } from './page-files.ts';

/**
 * `/dev/mailbox`: what the development mailbox received, for people, and `/dev/mailbox.json` for scripts.
 * Anyone who reaches it reads every mail and so can become any user: register it in development and tests
 * alone. (Production sends by SMTP and has no such mailbox to pass in.)
 */
export function mailboxRoutes(
  server: FastifyInstance,
  { mailbox, publicUrl }: { mailbox: DevelopmentMailbox; publicUrl: string },
): void {
  server.addHook('onRequest', async (request) => {
    if (request.url.startsWith('/dev/') && !isOwnName(request.headers.host, publicUrl))
      throw commonErrors.notFound();
  });
  servePageFile(server, 'style.css');

  server.get('/dev/mailbox', async (request, reply) => {
    const { recipient } = parseQuery(request.query);
    return sendPage(
      reply,
      mailboxPage(await mailbox.list({ ...(recipient && { recipient }), limit: 100 }), recipient),
    );
  });

  server.get('/dev/mailbox.json', async (request) => {
    const { recipient } = parseQuery(request.query);
    const items = await mailbox.list({ ...(recipient && { recipient }), limit: 100 });
    return { items: items.map(presentMail) };
  });

  server.get('/dev/mailbox/:id', async (request, reply) => {
    const mail = await find(mailbox, request.params);
    return mail ? sendPage(reply, mailPage(mail)) : notFound(reply);
  });

  server.get('/dev/mailbox/:id/html', async (request, reply) => {
    const mail = await find(mailbox, request.params);
    return mail ? sendMailDocument(reply, mail) : notFound(reply);
  });
}

/**
 * A page on any site can have its own name point here (DNS rebinding) and then read the answers; it cannot make
 * the browser send one of our names as the Host.
 */
function isOwnName(host: string | undefined, publicUrl: string): boolean {
  return host === new URL(publicUrl).host || isLoopbackName(host);
}

const storable = (text: string) => text.isWellFormed() && !text.includes('\0');
const query = z.object({
  recipient: z.string().trim().toLowerCase().refine(storable, 'cannot be an address').optional(),
});
const params = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });

/** @throws `invalid_request` for a recipient that is named twice */
function parseQuery(raw: unknown): z.output<typeof query> {
  const parsed = query.safeParse(raw);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    path: ['query', ...path].join('.'),
    message,
  }));
  throw commonErrors.invalidRequest({ errors });
}

async function find(mailbox: DevelopmentMailbox, raw: unknown): Promise<ReceivedMail | undefined> {
  const parsed = params.safeParse(raw);
  return parsed.success ? mailbox.read(parsed.data.id) : undefined;
}

function presentMail(mail: ReceivedMail) {
  return {
    id: mail.id,
    received_at: mail.receivedAt.toISOString(),
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    links: mail.links,
  };
}

/**
 * The mail's own HTML, as foreign as any mail's: no script, nothing loaded, an origin of its own. Its links
 * open in place of the mailbox's page.
 */
function sendMailDocument(reply: FastifyReply, mail: ReceivedMail): FastifyReply {
  reply.headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; " +
      "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  return reply.send(mail.html.replace(/<head[^>]*>/i, '$&<base target="_top">'));
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).type('text/plain; charset=utf-8').send('There is no such mail.\n');
}
