import { z } from 'zod';
import type { World } from '../world/create-world.ts';
import { pageParams, paginate } from './list.ts';
import { parseParams, type RawParams } from './params.ts';

export interface ApiCall<Params> {
  world: World;
  params: Params;
  /** The first and the second id in the path. */
  id: string;
  subId: string;
}

/** One operation of the API. Work on the account is synchronous: requests cannot interleave. */
export interface ApiRoute {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  handle: (call: ApiCall<RawParams>) => object;
}

/** An operation that parses its parameters by `shape` and refuses others. */
export function operation<Shape extends z.ZodRawShape>(
  method: ApiRoute['method'],
  path: string,
  shape: Shape,
  handle: (call: ApiCall<z.output<z.ZodObject<Shape, z.core.$strict>>>) => object,
): ApiRoute {
  const schema = z.strictObject(shape);
  return { method, path, handle: (call) => handle({ ...call, params: parseParams(schema, call.params) }) };
}

/** A paginated list; `select` answers all objects that match, newest first. */
export function listing<Shape extends z.ZodRawShape>(
  path: string,
  shape: Shape,
  select: (call: ApiCall<z.output<z.ZodObject<Shape, z.core.$strict>>>) => { id: string }[],
): ApiRoute {
  const schema = z.strictObject(shape);
  return {
    method: 'GET',
    path,
    handle(call) {
      const { limit: _, starting_after: _after, ending_before: _before, ...filters } = call.params;
      const page = parseParams(pageParams, call.params);
      const matching = select({ ...call, params: parseParams(schema, filters) });
      return paginate(matching, page, path.replace(':id', call.id));
    },
  };
}
