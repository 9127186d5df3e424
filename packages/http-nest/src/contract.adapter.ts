import type { CanActivate } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/internal';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { answersOf, contractRoute, type SendAnswer, type Server } from '@quartet/http-fastify';
import type { Route } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { routeOf } from './route.ts';

/**
 * Runs Nest on a server of ours: the server's parsers, error handler and 404 stay, and the routes are those of
 * contracts alone.
 */
export class ContractAdapter extends FastifyAdapter {
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

  override get(...route: unknown[]): Server {
    return this.#bind(route);
  }
  override post(...route: unknown[]): Server {
    return this.#bind(route);
  }
  override put(...route: unknown[]): Server {
    return this.#bind(route);
  }
  override patch(...route: unknown[]): Server {
    return this.#bind(route);
  }
  override delete(...route: unknown[]): Server {
    return this.#bind(route);
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
  override async close(): Promise<void> {
    await Promise.resolve();
  }

  /** @param binding the path, which the contract says as well, and the handler that Nest made of a method */
  #bind(binding: unknown[]): Server {
    const handler = binding.at(-1) as RouteHandlerMethod;
    const route = routeOf(handler);
    if (route === undefined)
      throw new Error(`The method for ${binding[0]} is bound to no route of a contract.`);
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
