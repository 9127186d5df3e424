import type { Contract, Route } from '@quartet/platform/contract';
import { answersOf, contractRoute, type Handler, inputOf } from './contract-route.ts';
import type { Server } from './create-server.ts';
import { carryOut } from './idempotency.ts';

export type Handlers<C extends Contract> = { [Name in keyof C]: Handler<C[Name]> };

/**
 * Binds each route of a contract to its handler.
 *
 * @example bindRoutes(server, usersContract, { readProfile: ({ caller }) => users.readProfile(caller.userId) });
 */
export function bindRoutes<const C extends Contract>(
  server: Server,
  contract: C,
  handlers: Handlers<C>,
): void {
  for (const name of Object.keys(contract) as (keyof C & string)[]) {
    const route = contract[name];
    const handler = handlers[name];
    if (route === undefined || handler === undefined)
      throw new Error(`The contract's route ${name} has no handler.`);
    bindRoute(server, route, handler as Handler<Route>);
  }
}

function bindRoute(server: Server, route: Route, handler: Handler<Route>): void {
  const sendAnswer = answersOf(route);
  server.boundRoutes.push(route);
  server.route({
    ...contractRoute(server, route),
    handler: async (request, reply) => {
      const input = inputOf(route, request);
      const answer = await carryOut(server, request, async () => handler(input, reply));
      return reply.sent ? reply : sendAnswer(reply, answer);
    },
  });
}
