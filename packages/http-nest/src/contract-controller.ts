import { Controller } from '@nestjs/common';
import type { Contract } from '@quartet/platform/contract';
import { routeOf } from './route.ts';

/**
 * A controller that has a method for every route of a contract.
 *
 * @throws when a route has no method, as soon as the class is defined
 */
export function ContractController(contract: Contract): ClassDecorator {
  return (target) => {
    const bound = new Set(methodsOf(target.prototype).map(routeOf));
    const missing = Object.values(contract).filter((route) => !bound.has(route));
    if (missing.length > 0)
      throw new Error(`${target.name} has no method for ${missing.map(({ name }) => name).join(', ')}.`);
    Controller()(target);
  };
}

function methodsOf(prototype: object): object[] {
  return Object.values(Object.getOwnPropertyDescriptors(prototype))
    .map(({ value }): unknown => value)
    .filter((value) => typeof value === 'function');
}
