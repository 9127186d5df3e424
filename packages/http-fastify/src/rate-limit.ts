import type { Route } from '@quartet/platform/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from './create-server.ts';

/** Before the caller is known: routes that are limited by address, and those that anyone may call. */
export async function limitByAddress(
  server: Server,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (isByCaller(route)) return;
  await limit(server, route, request.requestOrigin.address, reply);
}

/** Once the caller is known, so that people behind one address do not share a limit. */
export async function limitByCaller(
  server: Server,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (!isByCaller(route)) return;
  await limit(server, route, callerKeyOf(request), reply);
}

/** Names the caller in limits and stored answers. */
export function callerKeyOf(request: FastifyRequest): string {
  const { caller } = request;
  if (caller === undefined) return request.requestOrigin.address;
  if (caller.kind === 'user') return caller.userId;
  return caller.kind === 'operator' ? caller.operatorId : caller.administratorId;
}

function isByCaller(route: Route): boolean {
  return route.limit === undefined ? route.access !== 'public' : route.limit.by === 'caller';
}

async function limit(server: Server, route: Route, key: string, reply: FastifyReply): Promise<void> {
  const headers = await server.rateLimit?.(route, key);
  if (headers !== undefined) reply.headers(headers);
}
