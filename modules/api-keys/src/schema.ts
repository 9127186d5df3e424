import type { ApiKeyScope } from '@quartet/platform/contract';
import { id, timestamp } from '@quartet/platform/database';
import { pgTable, text } from 'drizzle-orm/pg-core';

export const apiKeys = pgTable('api_keys', {
  id: id('qk').primaryKey(),
  user_id: id('user').notNull(),
  name: text().notNull(),
  secret_hash: text().notNull(),
  scopes: text().array().$type<ApiKeyScope[]>().notNull(),
  created_at: timestamp().notNull(),
  expires_at: timestamp(),
  last_used_at: timestamp(),
  revoked_at: timestamp(),
});

/** What API keys read of the accounts, a table of auth: whether one is still open. Never written. */
export const people = pgTable('users', {
  id: id('user').primaryKey(),
  status: text({ enum: ['active', 'disabled'] }).notNull(),
});

export type ApiKey = typeof apiKeys.$inferSelect;
