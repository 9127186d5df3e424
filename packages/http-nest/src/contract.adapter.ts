import type { CanActivate } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/internal';
import { answersOf, contractRoute, type SendAnswer, type Server } from '@quartet/http-fastify';
import type { Route } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { EveryMethodAdapter } from './every-method.adapter.ts';
import { refuseUnfitMethod } from './refuse-unfit-method.ts';
import { bindingOf } from './route.ts';

/**
 * Runs Nest on a server of ours: the server's parsers, error handler and 404 stay, and the routes are those of
 * contracts alone.
 */
export class ContractAdapter extends EveryMethodAdapter {
  readonly #server: Server;
  readonly #answers = new Map<Route, SendAnswer>();
  #guard: CanActivate | undefined;

  constructor(server: Server) {
    super(server);
    this.#server = server;
  }

  /** @param guard decides on every request, before its body is read */
  admitBy(guard: CanActivate): void {
    this.#guard = guard;
  }

  override reply(reply: FastifyReply, answer: unknown): FastifyReply {
    if (reply.sent) return reply;
    const { contract } = reply.routeOptions.config;
    const sendAnswer = contract && this.#answers.get(contract);
    if (sendAnswer === undefined) throw new Error(`${reply.request.url} is a route of no contract.`);
    return sendAnswer(reply, answer);
  }

  /** The server answers errors and unknown paths itself. */
  override setErrorHandler(): Server {
    return this.#server;
  }
  override setNotFoundHandler(): Server {
    return this.#server;
  }

  /** The server closes Nest, not the other way round. */
  override close(): Promise<void> {
    return Promise.resolve();
  }

  protected override bind(nestBinding: unknown[]): Server {
    const path = String(nestBinding[0]);
    const handler = nestBinding.at(-1) as RouteHandlerMethod;
    const binding = bindingOf(handler);
    if (binding === undefined)
      throw new Error(`${handler.name} is bound to no route of a contract: bind it to one by @Route().`);
    const { route } = binding;
    refuseUnfitMethod(binding, handler, path);
    this.#answers.set(route, answersOf(route));
    this.#server.boundRoutes.push(route);
    return this.#server.route({
      ...contractRoute(this.#server, route),
      onRequest: async (request, reply) => this.#admit(handler, request, reply),
      handler,
    });
  }

  async #admit(handler: RouteHandlerMethod, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (this.#guard === undefined) throw new Error('No guard admits requests.');
    const context = new ExecutionContextHost([request, reply], undefined, handler);
    if ((await this.#guard.canActivate(context)) !== true) throw commonErrors.forbidden();
  }
}
