import { integer, pgTable, smallint, text } from 'drizzle-orm/pg-core';

export const plans = pgTable('plans', {
  id: text().primaryKey(),
  name: text().notNull(),
  position: smallint().notNull(),
  price_cents: integer().notNull(),
  currency: text().notNull(),
  interval: text().$type<'month' | 'year'>().notNull(),
});

export const planFeatures = pgTable('plan_features', {
  plan_id: text().notNull(),
  feature: text().notNull(),
  position: smallint().notNull(),
  description: text().notNull(),
  quota: integer(),
});

export type PlanRow = typeof plans.$inferSelect;
export type PlanFeatureRow = typeof planFeatures.$inferSelect;
