/** The address of a page of the product that takes a mailed token. */
export function linkWithToken(appUrl: string, path: string, token: string): string {
  const url = new URL(`${appUrl.replace(/\/$/, '')}${path}`);
  url.searchParams.set('token', token);
  return url.href;
}
