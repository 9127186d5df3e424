import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { admit } from '@quartet/http-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bindingOf } from './route.ts';

/**
 * Lets in whom the contract names: rate limit, authentication, role, cross-site check, entitlement, feature flag. Nest runs
 * guards once the body has been read; the adapter runs this one before, so that strangers cannot send bodies
 * and learn nothing of what a route takes.
 *
 * @throws the refusal that the contract names, which tells more than `false` could
 */
export class AdmissionGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<true> {
    const binding = bindingOf(context.getHandler());
    if (binding === undefined)
      throw new Error('A method that is bound to no route of a contract was called.');
    const http = context.switchToHttp();
    await admit(binding.route, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
    return true;
  }
}
