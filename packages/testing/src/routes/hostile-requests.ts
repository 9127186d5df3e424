import { isUnsafe, type Route } from '@quartet/platform/contract';
import type { RawRequest } from '../service/index.ts';
import { bodyFields, exampleBody, examplePath, type PathParams } from './example.ts';
import {
  giantHeader,
  hostileBytes,
  hostileComponents,
  hostileContentTypes,
  hostileHeaders,
  hostileJson,
  hostileQueries,
} from './hostile-values.ts';

/** A request that no client of good will sends. */
export interface HostileRequest {
  /** What is wrong with it, for a failure's message. */
  fault: string;
  /** @param params names what exists, such as a team of the caller's, so that the request gets past the guard */
  request(params: PathParams): RawRequest;
}

const json = { 'content-type': 'application/json' };

/** Everything that can be wrong with a request of a route, made from its contract. */
export function hostileRequests(route: Route): HostileRequest[] {
  return [
    ...badPaths(route),
    ...badQueries(route),
    ...badHeaders(route),
    ...(isUnsafe(route.method) ? badBytes(route) : []),
    ...(route.body === undefined ? [] : badValues(route)),
  ];
}

function badPaths(route: Route): HostileRequest[] {
  return Object.keys(route.params?.shape ?? {}).flatMap((name) =>
    hostileComponents.map((value) => ({
      fault: `path parameter ${name}: ${value.slice(0, 60)}`,
      request: (params) => ({ method: route.method, path: examplePath(route, { ...params, [name]: value }) }),
    })),
  );
}

function badQueries(route: Route): HostileRequest[] {
  const values = Object.keys(route.query?.shape ?? {}).flatMap((name) =>
    hostileComponents.map((value) => `?${name}=${value}`),
  );
  return [...hostileQueries, ...values].map((query) => ({
    fault: `query ${query.slice(0, 60)}`,
    request: (params) => ({ method: route.method, path: examplePath(route, params) + query }),
  }));
}

function badHeaders(route: Route): HostileRequest[] {
  return [...hostileHeaders, giantHeader].map((headers) => ({
    fault: `header ${JSON.stringify(headers).slice(0, 60)}`,
    request: (params) => ({ method: route.method, path: examplePath(route, params), headers }),
  }));
}

/** A body is read, if not looked at, also where the contract knows of none. */
function badBytes(route: Route): HostileRequest[] {
  const example = () => JSON.stringify(exampleBody(route));
  return [
    ...Object.entries(hostileBytes).map(([fault, bytes]) =>
      withBody(route, `a body with ${fault}`, () => bytes),
    ),
    ...hostileContentTypes.map((type) =>
      withBody(route, `content type ${type.slice(0, 60)}`, example, { 'content-type': type }),
    ),
    withBody(route, 'a body without a content type', example, {}),
  ];
}

function badValues(route: Route): HostileRequest[] {
  return [
    ...Object.entries(hostileJson).flatMap(([fault, text]) => [
      withBody(route, `a body that is ${fault}`, () => text),
      ...bodyFields(route).map((name) =>
        withBody(route, `body.${name} that is ${fault}`, () => withField(route, name, text)),
      ),
    ]),
    withBody(route, 'an unknown field', () => withField(route, 'is_admin', 'true')),
  ];
}

function withBody(
  route: Route,
  fault: string,
  body: () => string | Buffer,
  headers: Record<string, string> = json,
): HostileRequest {
  return {
    fault,
    request: (params) => ({ method: route.method, path: examplePath(route, params), headers, body: body() }),
  };
}

/** The text of an example with one field's value put in as it is, since JSON.stringify makes no bad one. */
function withField(route: Route, name: string, value: string): string {
  const { [name]: _replaced, ...others } = exampleBody(route);
  const rest = JSON.stringify(others).slice(1, -1);
  return `{${[`${JSON.stringify(name)}:${value}`, rest].filter(Boolean).join(',')}}`;
}
