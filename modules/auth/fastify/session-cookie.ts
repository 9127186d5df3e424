import type { FastifyReply } from 'fastify';
import type { SessionCookieSettings, SignIn } from '../src/index.ts';

/**
 * Gives the browser its session (RFC 6265bis). `Lax`: a link from elsewhere arrives signed in, a form from
 * elsewhere does not. It lasts as long as the session can; that it was idle is noticed by the service.
 */
export function setSessionCookie(
  reply: FastifyReply,
  { name, secure }: SessionCookieSettings,
  { token, expiresAt }: SignIn['cookie'],
): void {
  reply.setCookie(name, token, { ...attributes(secure), expires: expiresAt });
}

/** Takes it back; a cookie goes only if its attributes are named again. */
export function clearSessionCookie(reply: FastifyReply, { name, secure }: SessionCookieSettings): void {
  reply.clearCookie(name, attributes(secure));
}

function attributes(secure: boolean) {
  return { path: '/', httpOnly: true, secure, sameSite: 'lax' } as const;
}
