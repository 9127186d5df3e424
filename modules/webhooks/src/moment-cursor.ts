import { decodeCursor } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import { z } from 'zod';

const moment = z.iso
  .datetime()
  .regex(/^(19|20|21)/)
  .transform((text) => new Date(text));

/**
 * The position in a cursor of a list that is ordered by time, then by something that tells equal times apart.
 *
 * @param tieBreaker what that something looks like
 * @throws `invalid_request` for a cursor that this list never gave out
 */
export function decodeMomentCursor(
  cursor: string | undefined,
  tieBreaker: RegExp,
): { at: Date; tie: string } | undefined {
  const parts = decodeCursor(cursor, 2);
  if (parts === undefined) return undefined;
  const position = z.tuple([moment, z.string().regex(tieBreaker)]).safeParse(parts);
  if (position.success) return { at: position.data[0], tie: position.data[1] };
  throw commonErrors.invalidRequest({
    errors: [{ path: 'query.cursor', message: 'is not a cursor of this list' }],
  });
}
