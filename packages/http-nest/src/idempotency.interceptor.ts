import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { carryOut } from '@quartet/http-fastify';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';

/** Runs the handler of a keyed request, so that what it commits and the mark that it did are one. */
export class IdempotencyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.idempotencyHold === undefined) return next.handle();
    return from(carryOut(request.server, request, () => lastValueFrom(next.handle())));
  }
}
