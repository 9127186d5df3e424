import { InvalidArgumentError } from 'commander';
import { DATABASE_PORT_OFFSET } from '../port-offsets.ts';

const HIGHEST_PORT = 65_535;

/** @throws {InvalidArgumentError} for what leaves no room for the ports that are counted from it. */
export function portBase(value: string): number {
  const base = Number(value);
  const highest = HIGHEST_PORT - DATABASE_PORT_OFFSET;
  if (Number.isInteger(base) && base >= 1 && base <= highest) return base;
  throw new InvalidArgumentError(`It is a number from 1 to ${highest}, such as 9000.`);
}
