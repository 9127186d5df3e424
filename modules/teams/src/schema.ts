import type { TeamRole } from '@quartet/platform/contract';
import { id, timestamp } from '@quartet/platform/database';
import { pgTable, text } from 'drizzle-orm/pg-core';

export const teams = pgTable('teams', {
  id: id('team').primaryKey(),
  name: text().notNull(),
  created_at: timestamp().notNull(),
  updated_at: timestamp().notNull(),
});

export const memberships = pgTable('memberships', {
  team_id: id('team').notNull(),
  user_id: id('user').notNull(),
  role: text().$type<TeamRole>().notNull(),
  created_at: timestamp().notNull(),
});

export const invitations = pgTable('invitations', {
  id: id('invitation').primaryKey(),
  team_id: id('team').notNull(),
  email: text().notNull(),
  role: text().$type<TeamRole>().notNull(),
  token_hash: text().notNull(),
  invited_by: id('user').notNull(),
  created_at: timestamp().notNull(),
  expires_at: timestamp().notNull(),
  accepted_at: timestamp(),
  revoked_at: timestamp(),
});

/** What teams read of the accounts, a table of auth: how members are shown to each other. Never written. */
export const people = pgTable('users', {
  id: id('user').primaryKey(),
  email: text().notNull(),
  full_name: text(),
});

export type Team = typeof teams.$inferSelect;
export type Invitation = typeof invitations.$inferSelect;
