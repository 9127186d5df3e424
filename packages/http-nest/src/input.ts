import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ContractPipe } from './contract.pipe.ts';

const Request = createParamDecorator((_none: unknown, context: ExecutionContext) =>
  context.switchToHttp().getRequest<FastifyRequest>(),
);

/** The input of a route: params, query and body parsed by its contract, the caller and where they call from. */
export function Input(): ParameterDecorator {
  return Request(ContractPipe);
}

/** Whether a parameter of a method has that decorator. */
export function isInput({ pipes }: { pipes: readonly unknown[] }): boolean {
  return pipes.includes(ContractPipe);
}
