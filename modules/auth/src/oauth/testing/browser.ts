/** What a person's browser does with addresses and cookies; it renders nothing. */
export interface Browser {
  /** One request with the cookies of its origin; redirects are not followed. */
  get(url: string | URL): Promise<Response>;
  /** Goes on by each `Location`, from `url`, to the first address that `isThere`, and answers it without opening it. */
  follow(url: string | URL, isThere: (url: URL) => boolean): Promise<URL>;
  cookie(origin: string, name: string): string | undefined;
}

const MAX_REDIRECTS = 20;

/** @param addresses where an origin really is, as name service and proxies would know */
export function createBrowser(addresses: Readonly<Record<string, string>> = {}): Browser {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (origin: string) => jars.get(origin) ?? jars.set(origin, new Map()).get(origin) ?? new Map();

  async function get(target: string | URL): Promise<Response> {
    const url = new URL(target);
    const jar = jarOf(url.origin);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const address = new URL(url.href.slice(url.origin.length), addresses[url.origin] ?? url.origin);
    const response = await fetch(address, { headers: cookie ? { cookie } : {}, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(jar, line);
    return response;
  }

  return {
    get,
    cookie: (origin, name) => jarOf(origin).get(name),
    async follow(start, isThere) {
      let url = new URL(start);
      for (let hop = 0; hop < MAX_REDIRECTS; hop += 1) {
        if (isThere(url)) return url;
        const response = await get(url);
        const location = response.headers.get('location');
        if (location === null)
          throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
        url = new URL(location, url);
      }
      throw new Error(`More than ${MAX_REDIRECTS} redirects from ${start}.`);
    },
  };
}

/** A server takes a cookie back by giving it no value; other times are not this browser's business. */
function keep(jar: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (value === '') jar.delete(name);
  else jar.set(name, value);
}
