import { z } from 'zod';
import { commonErrors } from '../errors/index.ts';

/** Query parameters of a list: `limit` (1 to 200, default 50) and the opaque `cursor` of the page before. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}

/** A page of a list as it is answered. */
export interface Page<Item> {
  items: Item[];
  /** Leads to the next page; null on the last one. */
  next_cursor: string | null;
}

/** The answer of a list route. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() });
}

/** A cursor points behind the last row seen by its sort key, so a page is one index range however deep. */
export function encodeCursor(position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * The sort key in a cursor, or nothing for the first page.
 *
 * @throws `invalid_request` for a cursor that this API never gave out.
 */
export function decodeCursor(cursor: string | undefined, length: number): string[] | undefined {
  if (cursor === undefined) return undefined;
  const parsed = z
    .array(z.string())
    .length(length)
    .safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  const isStorable =
    parsed.success && parsed.data.every((part) => part.isWellFormed() && !part.includes('\u0000'));
  if (parsed.success && isStorable) return parsed.data;
  throw commonErrors.invalidRequest({
    errors: [{ path: 'query.cursor', message: 'is not a cursor of this list' }],
  });
}

/**
 * Cuts a page out of `limit + 1` rows: the extra row only tells that there are more.
 */
export function pageFrom<Row>(
  rows: readonly Row[],
  limit: number,
  positionOf: (row: Row) => readonly string[],
) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? encodeCursor(positionOf(last)) : null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
