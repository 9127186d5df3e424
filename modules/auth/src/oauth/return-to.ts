import { z } from 'zod';

const MAX_LENGTH = 2_000;
/**
 * One slash, then none: `//host` names another site. A backslash is a slash to browsers, and they drop tabs and
 * line feeds before they read a URL (WHATWG URL, section 4.4), so neither is let in.
 */
const PATH = /^\/(?![/\\])[^\\\p{Cc}]*$/u;

/** Where in the application a sign-in ends: a path of it, never another site (OWASP ASVS 5, 3.7.2). */
export const returnToSchema = z.string().max(MAX_LENGTH).regex(PATH, 'is not a path within the application');

/** The absolute address of a path that {@link returnToSchema} let through; it begins with the application's. */
export function addressIn(appUrl: string, returnTo: string): string {
  return new URL(`${appUrl.replace(/\/+$/, '')}${returnTo}`).href;
}
