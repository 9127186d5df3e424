import { HttpCode, RequestMapping, RequestMethod, SetMetadata, UseInterceptors } from '@nestjs/common';
import type { Handler } from '@quartet/http-fastify';
import { isUnsafe, pathOf, type Route as RouteContract } from '@quartet/platform/contract';
import { IdempotencyInterceptor } from './idempotency.interceptor.ts';

const BINDING = 'quartet:binding';

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
    // Interceptors cost each request something, and nothing but an unsafe one has a key.
    ...(isUnsafe(route.method) ? [UseInterceptors(IdempotencyInterceptor)] : []),
  ];
  return (target, name, descriptor) => {
    const binding: Binding = { route, controller: target.constructor, name };
    for (const decorate of [...decorators, SetMetadata(BINDING, binding)]) decorate(target, name, descriptor);
  };
}

/** A method of a controller, and the route of a contract that it answers. */
export interface Binding {
  route: RouteContract;
  controller: object;
  name: string | symbol;
}

/** How a method was bound; Nest copies what is known of a method to its request handler. */
export function bindingOf(method: object): Binding | undefined {
  return Reflect.getMetadata(BINDING, method);
}
