import { z } from 'zod';
import { commonErrors, type ErrorDefinition } from '../errors/index.ts';
import type { Access } from './access.ts';
import { PROBLEM_CONTENT_TYPE, problemSchema, statusOf } from './problem.ts';
import { isUnsafe, pathOf, type Route } from './route.ts';

type JsonObject = Record<string, unknown>;

interface Service {
  title: string;
  version: string;
  /** The name of the cookie that signs in as a bearer token does, if one does. */
  sessionCookie?: string;
  /** What API keys look like, if the service takes them. */
  apiKeyFormat?: string;
}

/** An OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1) of a service's routes. */
export function openApiDocument(service: Service, routes: readonly Route[]): JsonObject {
  return {
    openapi: '3.1.1',
    info: { title: service.title, version: service.version },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(tagOf))].map((name) => ({ name })),
    paths: pathsOf(routes, service),
    components: {
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        ...(service.sessionCookie && {
          cookie: { type: 'apiKey', in: 'cookie', name: service.sessionCookie },
        }),
        ...(service.apiKeyFormat && {
          api_key: { type: 'http', scheme: 'bearer', bearerFormat: service.apiKeyFormat },
        }),
      },
    },
  };
}

function pathsOf(routes: readonly Route[], service: Service): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    const path = pathOf(route).replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, service) };
  }
  return paths;
}

function operationOf(route: Route, service: Service): JsonObject {
  return {
    operationId: route.name,
    summary: route.summary,
    tags: [tagOf(route)],
    security: securityOf(route.access, service),
    parameters: [
      ...parametersOf(route.params, 'path'),
      ...parametersOf(route.query, 'query'),
      ...idempotencyKey(route),
    ],
    ...(route.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: jsonSchema(route.body, 'input') } },
      },
    }),
    responses: { [route.status]: successOf(route), ...problemsOf(route, service) },
  };
}

function tagOf(route: Route): string {
  return route.name.split('.')[0] ?? route.name;
}

function securityOf(access: Access, { sessionCookie, apiKeyFormat }: Service): JsonObject[] {
  if (access === 'public') return [];
  return [
    { bearer: [] },
    ...(sessionCookie !== undefined && access !== 'operator' ? [{ cookie: [] }] : []),
    ...(apiKeyFormat !== undefined && isOpenToKeys(access) ? [{ api_key: [] }] : []),
  ];
}

function isOpenToKeys(access: Access): boolean {
  return access === 'user' || (typeof access === 'object' && 'team' in access);
}

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query'): JsonObject[] {
  if (schema === undefined) return [];
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || !(field as z.ZodType).safeParse(undefined).success,
    schema: jsonSchema(field as z.ZodType, 'input'),
  }));
}

function idempotencyKey(route: Route): JsonObject[] {
  if (!isUnsafe(route.method)) return [];
  return [
    { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 255 } },
  ];
}

function successOf(route: Route): JsonObject {
  if (route.answer === undefined) return { description: route.summary };
  return {
    description: route.summary,
    content: { 'application/json': { schema: jsonSchema(route.answer, 'output') } },
  };
}

/** Problems by status; several codes may share one. */
function problemsOf(route: Route, { apiKeyFormat }: Service): JsonObject {
  const errors = errorsOf(route);
  if (apiKeyFormat !== undefined && mayLackScope(route)) errors.push(commonErrors.insufficientScope);
  const byStatus = Map.groupBy(errors, statusOf);
  return Object.fromEntries(
    [...byStatus].map(([status, errors]) => [
      status,
      {
        description: [...new Set(errors.map((error) => `\`${error.code}\`: ${error.title}`))].join(' · '),
        content: { [PROBLEM_CONTENT_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function mayLackScope({ access, method }: Route): boolean {
  return access === 'session' || (isOpenToKeys(access) && isUnsafe(method));
}

/** The route's own errors and those that its features imply. */
export function errorsOf(route: Route): ErrorDefinition[] {
  const errors: ErrorDefinition[] = [...(route.errors ?? []), commonErrors.malformedRequest];
  if (route.body || route.query || isUnsafe(route.method)) errors.push(commonErrors.invalidRequest);
  if (route.access !== 'public') errors.push(commonErrors.unauthenticated, commonErrors.invalidToken);
  if (typeof route.access === 'object') errors.push(commonErrors.forbidden);
  if (route.entitlement !== undefined) errors.push(commonErrors.entitlementRequired);
  if (route.params) errors.push(commonErrors.notFound);
  if (isUnsafe(route.method)) {
    errors.push(
      commonErrors.bodyTooLarge,
      commonErrors.unsupportedMediaType,
      commonErrors.crossOrigin,
      commonErrors.idempotencyKeyReused,
      commonErrors.idempotencyInProgress,
      commonErrors.idempotencyAnswerLost,
    );
  }
  return [...errors, commonErrors.tooManyRequests, commonErrors.unavailable];
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _dialect, ...document } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return document;
}
