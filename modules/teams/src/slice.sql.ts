import { gt, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

/** A part of a list that is ordered by id: at most `count` rows behind the id `after`. */
export interface Slice {
  after: string | undefined;
  count: number;
}

export function behind(column: PgColumn, after: string | undefined): SQL | undefined {
  return after === undefined ? undefined : gt(column, sql`${after}`);
}
