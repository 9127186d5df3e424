import type { z } from 'zod';
import type { ErrorDefinition } from '../errors/index.ts';
import type { Access } from './access.ts';

/** At most `points` calls in `windowSeconds`, counted by client address or by the signed-in caller. */
export interface RateLimit {
  by: 'address' | 'caller';
  points: number;
  windowSeconds: number;
}

/** A route as a value: everything that a face, a document, a client or a test needs to know of it. */
export interface Route {
  /** Unique, `module.verb`, such as `auth.login`: the operation id of the OpenAPI document. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the `/api` prefix, with parameters as `:id`. */
  readonly path: string;
  /** True for a path that a standard puts at the root of the origin (RFC 8615). */
  readonly atRoot?: boolean;
  /** One sentence for the reference page. */
  readonly summary: string;
  readonly access: Access;
  /** A feature that the plan of the caller has to include, or that of the team where the access names one. */
  readonly entitlement?: string;
  /** A feature flag that has to be on for the team that the access names; elsewhere the route does not exist. */
  readonly featureFlag?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The status of success. */
  readonly status: 200 | 201 | 202 | 204 | 303 | 307;
  /** The body of success; nothing where there is none. */
  readonly answer?: z.ZodType;
  /** The module's own errors that this route may answer, beside those that its features imply. */
  readonly errors?: readonly ErrorDefinition[];
  readonly limit?: RateLimit;
}

/** A module's routes by name. */
export type Contract = Record<string, Route>;

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

export type ParamsOf<R extends Route> = Parsed<R['params']>;
export type QueryOf<R extends Route> = Parsed<R['query']>;
export type BodyOf<R extends Route> = Parsed<R['body']>;
/** What a handler returns, before it is serialised by the contract. */
// biome-ignore lint/suspicious/noConfusingVoidType: it is the return type of a function
export type AnswerOf<R extends Route> = R['answer'] extends z.ZodType ? z.input<R['answer']> : void;

/** Declares one route; the type keeps every literal. */
export function defineRoute<const R extends Route>(route: R): R {
  return route;
}

/** True for methods that change something (RFC 9110, section 9.2.1 names the safe ones). */
export function isUnsafe(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

/** The full path of a route in a service. */
export function pathOf(route: Route): string {
  return route.atRoot ? route.path : `/api${route.path}`;
}
