import { HttpCode, RequestMapping, RequestMethod, SetMetadata, UseInterceptors } from '@nestjs/common';
import type { Handler } from '@quartet/http-fastify';
import { isUnsafe, pathOf, type Route as RouteContract } from '@quartet/platform/contract';
import { IdempotencyInterceptor } from './idempotency.interceptor.ts';

const CONTRACT = 'quartet:contract';

/** A method that takes the input of a route, then perhaps the reply, and answers what the route promises. */
type MethodOf<R extends RouteContract> = <Method extends Handler<R>>(
  target: object,
  name: string | symbol,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;

/**
 * Binds a method of a controller to a route of a contract: method, path, status, admission, input and answer
 * come from there, and the type of the method has to fit it.
 *
 * @example
 * ```ts
 * @Route(usersContract.readProfile)
 * readProfile(@Input() { caller }: HandlerInput<typeof usersContract.readProfile>) {
 *   return this.users.readProfile({ caller });
 * }
 * ```
 */
export function Route<const R extends RouteContract>(route: R): MethodOf<R> {
  const decorators = [
    RequestMapping({ path: pathOf(route), method: RequestMethod[route.method] }),
    HttpCode(route.status),
    SetMetadata(CONTRACT, route),
    // Interceptors cost each request something, and nothing but an unsafe one has a key.
    ...(isUnsafe(route.method) ? [UseInterceptors(IdempotencyInterceptor)] : []),
  ];
  return (target, name, descriptor) => {
    for (const decorate of decorators) decorate(target, name, descriptor);
  };
}

/** The route that a method was bound to; Nest copies what is known of a method to its request handler. */
export function routeOf(method: object): RouteContract | undefined {
  return Reflect.getMetadata(CONTRACT, method);
}
