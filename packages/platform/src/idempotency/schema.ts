import { pgTable, smallint, text } from 'drizzle-orm/pg-core';
import { bytea, timestamp } from '../database/index.ts';

export const idempotencyKeys = pgTable('idempotency_keys', {
  key_hash: text().primaryKey(),
  request_hash: text().notNull(),
  carried_out_at: timestamp(),
  status: smallint(),
  answer_sealed: bytea(),
  locked_until: timestamp().notNull(),
  expires_at: timestamp().notNull(),
});
