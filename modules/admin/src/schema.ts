import type { AdministratorRole } from '@quartet/platform/contract';
import { id, timestamp } from '@quartet/platform/database';
import { pgTable, text } from 'drizzle-orm/pg-core';

export const administrators = pgTable('administrators', {
  id: id('admin').primaryKey(),
  email: text().notNull(),
  full_name: text(),
  password_hash: text().notNull(),
  role: text().$type<AdministratorRole>().notNull(),
  status: text().$type<'active' | 'disabled'>().notNull(),
  created_at: timestamp().notNull(),
  updated_at: timestamp().notNull(),
});

export type Administrator = typeof administrators.$inferSelect;
