/** A cookie of this service: its name, and what a browser is told about it. */
export interface BrowserCookie {
  name: string;
  attributes: { path: '/'; httpOnly: true; secure: boolean; sameSite: 'lax' };
}

/**
 * The one kind of cookie that auth sets (RFC 6265bis). It has the `__Host-` prefix and `Secure` (section 4.1.3.2)
 * unless the configured address is one of development's, over http. `Lax`: a link from elsewhere, or a provider
 * that sends the browser back, arrives with it, a form from elsewhere does not.
 */
export function browserCookie(name: string, publicUrl: string): BrowserCookie {
  const secure = new URL(publicUrl).protocol === 'https:';
  return {
    name: secure ? `__Host-${name}` : name,
    attributes: { path: '/', httpOnly: true, secure, sameSite: 'lax' },
  };
}
