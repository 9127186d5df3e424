import { customType, text } from 'drizzle-orm/pg-core';
import type { Id } from '../ids/index.ts';

/** A TypeID column: text in the C collation, so that it sorts by creation and reads the same everywhere. */
export function id<Prefix extends string>(_prefix: Prefix) {
  return text().$type<Id<Prefix>>();
}

/** A moment, `timestamptz` in the database and a `Date` in code. */
export const timestamp = customType<{ data: Date; driverData: string | Date }>({
  dataType: () => 'timestamp with time zone',
  fromDriver: (value) => (value instanceof Date ? value : new Date(value)),
});

/** Bytes, such as what a {@link ../crypto/seal.ts Sealer} makes. */
export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
