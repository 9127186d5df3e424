import { Controller } from '@nestjs/common';
import { MetadataScanner } from '@nestjs/core';
import type { Contract } from '@quartet/platform/contract';
import { type Binding, bindingOf } from './route.ts';

/**
 * A controller that has a method for every route of a contract, and for no other.
 *
 * @throws when a route has no method, or a method another route, as soon as the class is defined
 */
export function ContractController(contract: Contract): ClassDecorator {
  return (target) => {
    const routes = Object.values(contract);
    const bindings = bindingsOf(target.prototype);
    const missing = routes.filter((route) => !bindings.some((binding) => binding.route === route));
    const foreign = bindings.filter(({ route }) => !routes.includes(route));
    if (missing.length > 0)
      throw new Error(`${target.name} has no method for ${missing.map(({ name }) => name).join(', ')}.`);
    if (foreign.length > 0)
      throw new Error(
        `${target.name} has methods for routes of another contract: ${foreign.map(({ route }) => route.name).join(', ')}.`,
      );
    Controller()(target);
  };
}

/** Of the methods that Nest would find, those of base classes among them. */
function bindingsOf(prototype: object): Binding[] {
  const names = new MetadataScanner().getAllMethodNames(prototype);
  return names.flatMap((name) => bindingOf(Reflect.get(prototype, name)) ?? []);
}
