/** A listening address as it stands in a link: what listens on every address is reached as localhost (RFC 3986, 3.2.2). */
export function hostForPeople(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
