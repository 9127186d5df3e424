import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply } from 'fastify';

/** A cookie of a service: its name, and what a browser is told about it. */
interface BrowserCookie {
  name: string;
  attributes: CookieSerializeOptions;
}

/** Gives the browser its session, for as long as it can last; that it was idle is noticed by the service. */
export function setSessionCookie(
  reply: FastifyReply,
  { name, attributes }: BrowserCookie,
  { token, expiresAt }: { token: string; expiresAt: Date },
): void {
  reply.setCookie(name, token, { ...attributes, expires: expiresAt });
}

/** Takes it back; a cookie goes only if its attributes are named again. */
export function clearSessionCookie(reply: FastifyReply, { name, attributes }: BrowserCookie): void {
  reply.clearCookie(name, attributes);
}
