import { randomUUID } from 'node:crypto';
import { type Answer, type RawRequest, send } from './send.ts';
import { type SignIn, signInShape } from './sign-in-shape.ts';

/** What a request may be authenticated by. */
export type Credential = 'bearer' | 'cookie';
export const credentials: readonly Credential[] = ['bearer', 'cookie'];

/** Where an API answers, and how it is known to the world. */
export interface Address {
  /** Where it listens. */
  url: string;
  /** The origin that it is configured to be reached by: what a browser on its own site sends as `Origin`. */
  origin: string;
}

export interface CallOptions {
  body?: unknown;
  headers?: Readonly<Record<string, string | string[]>>;
}

/** An API as nobody in particular sees it, and the ways to become somebody. */
export interface Api extends Address {
  /** Calls without credentials. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  send(request: RawRequest): Promise<Answer>;
  /** A new account; the address is of its own unless one is given. @throws when it is refused */
  register(account?: Partial<Account>): Promise<Person>;
  /** Another device of an account. @throws when it is refused */
  login(account: Account): Promise<Person>;
}

export interface Account {
  email: string;
  password: string;
}

/** Somebody who is signed in on one device. */
export interface Person extends Account {
  id: string;
  signIn: SignIn;
  /** Name and value, as a browser sends it. */
  cookie: string;
  /** The headers that carry a credential; with the cookie comes the `Origin` of the API's own pages. */
  headers(by: Credential): Record<string, string>;
  /** Calls as this person, by bearer token. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Calls as this person's browser does, on a page of the API's own site. */
  browse(method: string, path: string, options?: CallOptions): Promise<Answer>;
}

/** Long and uncommon enough for any policy. */
export const PASSWORD = 'seven wooden elephants';

export function createApi({ url, origin }: Address): Api {
  const call: Api['call'] = (method, path, options) => send(url, requestOf(method, path, options));
  const enter = async (path: string, { email, password }: Account): Promise<Person> => {
    const answer = await call('POST', path, { body: { email, password } });
    if (answer.status >= 300) throw new Error(`POST ${path} was answered ${answer.status}: ${answer.text}`);
    return personOf({ url, origin }, { email, password }, answer);
  };
  return {
    url,
    origin,
    call,
    send: (request) => send(url, request),
    register: ({ email = newEmail(), password = PASSWORD } = {}) =>
      enter('/api/auth/register', { email, password }),
    login: (account) => enter('/api/auth/login', account),
  };
}

export function newEmail(): string {
  return `${randomUUID()}@example.com`;
}

/** Whom an answer to register, login or a change of the password signs in. */
export function personOf({ url, origin }: Address, account: Account, answer: Answer): Person {
  const signIn = signInShape.parse(answer.body);
  const cookie = cookiePair(answer);
  const headers: Person['headers'] = (by) =>
    by === 'bearer' ? { authorization: `Bearer ${signIn.access_token}` } : { cookie, origin };
  const callBy =
    (by: Credential): Person['call'] =>
    (method, path, options = {}) =>
      send(url, requestOf(method, path, { ...options, headers: { ...headers(by), ...options.headers } }));
  return {
    ...account,
    id: signIn.user.id,
    signIn,
    cookie,
    headers,
    call: callBy('bearer'),
    browse: callBy('cookie'),
  };
}

/** The first cookie that an answer sets, as a browser sends it back. */
export function cookiePair({ cookies }: Answer): string {
  return cookies[0]?.split(';')[0] ?? '';
}

function requestOf(method: string, path: string, { body, headers }: CallOptions = {}): RawRequest {
  if (body === undefined) return { method, path, ...(headers && { headers }) };
  return {
    method,
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}
