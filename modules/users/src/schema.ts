import { id, timestamp } from '@quartet/platform/database';
import { pgTable, text } from 'drizzle-orm/pg-core';

export const profiles = pgTable('profiles', {
  user_id: id('user').primaryKey(),
  display_name: text(),
  timezone: text().notNull().default('UTC'),
  biography: text(),
  updated_at: timestamp().notNull(),
});

export type Profile = typeof profiles.$inferSelect;
