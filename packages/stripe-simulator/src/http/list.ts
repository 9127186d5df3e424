import { z } from 'zod';
import { resourceMissing } from '../world/api-error.ts';
import { integer } from './params.ts';

/** https://docs.stripe.com/api/pagination */
export const pageParams = z.object({
  limit: integer.pipe(z.number().min(1).max(100)).exactOptional(),
  starting_after: z.string().exactOptional(),
  ending_before: z.string().exactOptional(),
});

export interface Page<T> {
  object: 'list';
  data: T[];
  has_more: boolean;
  url: string;
}

const DEFAULT_LIMIT = 10;

/** One page of `objects`, by the id of the object that it starts after or ends before. */
export function paginate<T extends { id: string }>(
  objects: T[],
  params: z.output<typeof pageParams>,
  url: string,
): Page<T> {
  const { limit = DEFAULT_LIMIT, starting_after, ending_before } = params;
  const page = (data: T[], has_more: boolean): Page<T> => ({ object: 'list', data, has_more, url });
  if (ending_before) {
    const end = positionOf(objects, ending_before, 'ending_before');
    const start = Math.max(0, end - limit);
    return page(objects.slice(start, end), start > 0);
  }
  const start = starting_after ? positionOf(objects, starting_after, 'starting_after') + 1 : 0;
  return page(objects.slice(start, start + limit), objects.length > start + limit);
}

/** A list within an object, whole. */
export function wholeList<T>(data: T[], url: string): Page<T> {
  return { object: 'list', data, has_more: false, url };
}

function positionOf(objects: readonly { id: string }[], id: string, param: string): number {
  const position = objects.findIndex((object) => object.id === id);
  if (position < 0) throw resourceMissing('object', id, param);
  return position;
}
