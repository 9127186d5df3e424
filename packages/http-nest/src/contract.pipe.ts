import type { PipeTransform } from '@nestjs/common';
import { type HandlerInput, inputOf } from '@quartet/http-fastify';
import type { Route } from '@quartet/platform/contract';
import type { FastifyRequest } from 'fastify';

/** Parses a request by the contract of its route. */
export class ContractPipe implements PipeTransform<FastifyRequest, HandlerInput<Route>> {
  transform(request: FastifyRequest): HandlerInput<Route> {
    const { contract } = request.routeOptions.config;
    if (contract === undefined) throw new Error(`${request.routeOptions.url} is a route of no contract.`);
    return inputOf(contract, request);
  }
}
