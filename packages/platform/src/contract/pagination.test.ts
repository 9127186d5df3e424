import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDomainError } from '../errors/index.ts';
import { decodeCursor, encodeCursor, pageFrom, pageQuery } from './pagination.ts';

describe('pagination', () => {
  it('reads every cursor that it gave out', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 2 }), (position) => {
        expect(decodeCursor(encodeCursor(position), 2)).toEqual(position);
      }),
    );
  });

  it.each(['garbage', '', 'bnVsbA', encodeCursor(['only one']), encodeCursor(['\u0000', 'x']), '%00', 'W10'])(
    'refuses the cursor %j as input, not as a defect',
    (cursor) => {
      const refusal = (() => {
        try {
          return decodeCursor(cursor, 2);
        } catch (error) {
          return error;
        }
      })();
      expect(isDomainError(refusal)).toBe(true);
    },
  );

  it('has a next page only when there is one more row', () => {
    const positionOf = (row: number) => [String(row)];
    expect(pageFrom([1, 2, 3], 2, positionOf)).toEqual({ items: [1, 2], nextCursor: encodeCursor(['2']) });
    expect(pageFrom([1, 2], 2, positionOf)).toEqual({ items: [1, 2], nextCursor: null });
    expect(pageFrom([], 2, positionOf)).toEqual({ items: [], nextCursor: null });
  });

  it('limits a page to 200 rows, and gives 50 unasked', () => {
    expect(pageQuery.parse({}).limit).toBe(50);
    expect(pageQuery.safeParse({ limit: '201' }).success).toBe(false);
    expect(pageQuery.safeParse({ limit: '0' }).success).toBe(false);
    expect(pageQuery.safeParse({ limit: '1e2x' }).success).toBe(false);
  });
});
