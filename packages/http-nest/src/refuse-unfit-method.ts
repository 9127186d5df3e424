import {
  HTTP_CODE_METADATA,
  REDIRECT_METADATA,
  RENDER_METADATA,
  RESPONSE_PASSTHROUGH_METADATA,
  ROUTE_ARGS_METADATA,
  RouteParamtypes,
  SSE_METADATA,
} from '@nestjs/common/internal';
import { pathOf } from '@quartet/platform/contract';
import { isInput } from './input.ts';
import type { Binding } from './route.ts';

/** These would answer in place of the contract. */
const ANSWERING = { Redirect: REDIRECT_METADATA, Render: RENDER_METADATA, Sse: SSE_METADATA };
/** These would hand over what the contract has not parsed. */
const READING = new Map([
  [RouteParamtypes.BODY, 'Body'],
  [RouteParamtypes.RAW_BODY, 'RawBody'],
  [RouteParamtypes.QUERY, 'Query'],
  [RouteParamtypes.PARAM, 'Param'],
  [RouteParamtypes.FILE, 'UploadedFile'],
  [RouteParamtypes.FILES, 'UploadedFiles'],
]);

/**
 * Refuses a method that other decorators of Nest take out of its contract: one that would read what was not
 * parsed, or answer what the route does not declare.
 *
 * @param handler what Nest made of the method, with what is known of it
 * @param path where Nest would bind it
 * @throws with what to do instead, for the start to stop
 */
export function refuseUnfitMethod(binding: Binding, handler: { name: string }, path: string): void {
  const fault = faultOfAnswer(binding, handler, path) ?? faultOfParameters(binding);
  if (fault !== undefined) throw new Error(`${handler.name} ${fault}.`);
}

function faultOfAnswer({ route }: Binding, handler: object, path: string): string | undefined {
  if (path !== pathOf(route)) return `would be bound to ${path}: path and method are said by @Route() alone`;
  for (const [name, key] of Object.entries(ANSWERING))
    if (Reflect.hasMetadata(key, handler))
      return `has @${name}(): return what ${route.name} declares, and set headers on @Res({ passthrough: true })`;
  const status: unknown = Reflect.getMetadata(HTTP_CODE_METADATA, handler);
  if (status !== route.status) return `has @HttpCode(${status}), but ${route.name} answers ${route.status}`;
  return undefined;
}

function faultOfParameters(binding: Binding): string | undefined {
  const { route, controller, name } = binding;
  const parameters = parametersOf(binding);
  const isPassedOn = Reflect.hasMetadata(RESPONSE_PASSTHROUGH_METADATA, controller, name);
  for (const { kind } of parameters) {
    if (READING.has(kind)) return `has @${READING.get(kind)}(): take what the contract parsed from @Input()`;
    if (kind === RouteParamtypes.RESPONSE && !isPassedOn)
      return 'has @Res(): write @Res({ passthrough: true }), and return the answer';
    if (kind === RouteParamtypes.NEXT) return 'has @Next(): return the answer';
  }
  const takesInput = route.query !== undefined || route.body !== undefined;
  if (takesInput && !parameters.some(isInput))
    return `has no @Input(), so what ${route.name} takes would not be parsed`;
  return undefined;
}

interface Parameter {
  /** NaN for one that is not Nest's own. */
  kind: RouteParamtypes;
  pipes: readonly unknown[];
}

/** Nest keeps them by `kind:index`. */
function parametersOf({ controller, name }: Binding): Parameter[] {
  const declared: Record<string, { pipes: readonly unknown[] }> =
    Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {};
  return Object.entries(declared).map(([key, { pipes }]) => ({ kind: Number(key.split(':')[0]), pipes }));
}
