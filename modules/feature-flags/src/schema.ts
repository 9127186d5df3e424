import { id, timestamp } from '@quartet/platform/database';
import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';

export const featureFlags = pgTable('feature_flags', {
  key: text().primaryKey(),
  description: text().notNull(),
  is_enabled: boolean().notNull(),
  rollout_basis_points: integer().notNull(),
  created_at: timestamp().notNull(),
  updated_at: timestamp().notNull(),
  archived_at: timestamp(),
});

export const featureFlagOverrides = pgTable('feature_flag_overrides', {
  flag_key: text().notNull(),
  team_id: id('team').notNull(),
  is_enabled: boolean().notNull(),
  updated_at: timestamp().notNull(),
});

export type FlagRow = typeof featureFlags.$inferSelect;
export type OverrideRow = typeof featureFlagOverrides.$inferSelect;
