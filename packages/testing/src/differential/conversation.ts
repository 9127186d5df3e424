import { isUnsafe, pathOf, type Route } from '@quartet/platform/contract';
import fc from 'fast-check';
import { hostileComponents, hostileHeaders, hostileQueries } from '../routes/hostile-values.ts';
import { generatedBody } from './generated-body.ts';
import { known } from './known-values.ts';
import { mostly } from './mostly.ts';

/** A request in terms that mean the same to every service: `{{team}}` is whatever id the team has there. */
export interface PlannedRequest {
  method: Route['method'];
  path: string;
  /** Who sends it, and how they say so. */
  by: Caller;
  headers: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
}

/** Requests one after the other: each finds what those before it have left. */
export type Conversation = readonly PlannedRequest[];

/** Ada owns the team, Bob is an admin of it, Eve is a stranger. */
const callers = [
  'nobody',
  'a forged token',
  ...(['ada', 'bob', 'eve'] as const).flatMap(
    (name) => [`${name} by bearer`, `${name} by cookie`, `${name} by cookie from another site`] as const,
  ),
] as const;
export type Caller = (typeof callers)[number];

const MAX_REQUESTS = 40;
const MAX_HEADER_LENGTH = 1_000;

/** Conversations about these routes, of requests that are right and of such that are wrong in one place or more. */
export function generatedConversations(routes: readonly Route[]): fc.Arbitrary<Conversation> {
  const request = fc.constantFrom(...routes).chain(generatedRequest);
  return fc.array(request, { minLength: 1, maxLength: MAX_REQUESTS, size: 'max' });
}

function generatedRequest(route: Route): fc.Arbitrary<PlannedRequest> {
  const parts = fc.tuple(
    generatedPath(route),
    mostly(fc.constant(''), fc.constantFrom('?limit=1', '?limit=0', '?cursor={{cursor}}', ...hostileQueries)),
    mostly(fc.constantFrom<Caller>('ada by bearer', 'bob by bearer'), fc.constantFrom(...callers)),
    mostly(fc.constant({}), fc.oneof(idempotencyKey, fc.constantFrom(...shortHeaders))),
    generatedBody(route),
  );
  return parts.map(([path, query, by, headers, { body, contentType }]) => ({
    method: route.method,
    path: path + query,
    by,
    headers: { ...contentType, ...headers },
    ...(body !== undefined && isUnsafe(route.method) && { body }),
  }));
}

function generatedPath(route: Route): fc.Arbitrary<string> {
  const names = [...pathOf(route).matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const values = fc.tuple(
    ...names.map((name) =>
      mostly(fc.constantFrom(...known.paramsOf(route, name)), fc.constantFrom(...hostileComponents)),
    ),
  );
  return values.map((given) =>
    names.reduce((path, name, index) => path.replace(`:${name}`, () => given[index] ?? ''), pathOf(route)),
  );
}

/** Few, so that one comes twice: with the same request and with another. */
const idempotencyKey = fc.constantFrom('{{run}}-1', '{{run}}-2').map((key) => ({ 'idempotency-key': key }));

/** Longer ones are refused by Node itself, whatever framework stands behind it. */
const shortHeaders = hostileHeaders.filter((headers) =>
  Object.values(headers).every((value) => value.length < MAX_HEADER_LENGTH),
);
