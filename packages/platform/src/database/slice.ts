import { gt, lt, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

/** A part of a list in the order of its ids: at most `count` rows past the id `past`, from the start without one. */
export interface Slice {
  past: string | undefined;
  count: number;
}

/** The rows past an id where the oldest comes first; ids grow with time. */
export function newerThan(column: PgColumn, past: string | undefined): SQL | undefined {
  return past === undefined ? undefined : gt(column, sql`${past}`);
}

/** The rows past an id where the newest comes first. */
export function olderThan(column: PgColumn, past: string | undefined): SQL | undefined {
  return past === undefined ? undefined : lt(column, sql`${past}`);
}
