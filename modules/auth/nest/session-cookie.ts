import type { BrowserCookie, SignIn } from '@quartet/auth';
import type { FastifyReply } from 'fastify';

/** Gives the browser its session, for as long as it can last; that it was idle is noticed by the service. */
export function setSessionCookie(
  reply: FastifyReply,
  { name, attributes }: BrowserCookie,
  { token, expiresAt }: SignIn['cookie'],
): void {
  reply.setCookie(name, token, { ...attributes, expires: expiresAt });
}

/** Takes it back; a cookie goes only if its attributes are named again. */
export function clearSessionCookie(reply: FastifyReply, { name, attributes }: BrowserCookie): void {
  reply.clearCookie(name, attributes);
}
