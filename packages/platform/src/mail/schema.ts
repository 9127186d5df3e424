import { sql } from 'drizzle-orm';
import { bigint, pgTable, text } from 'drizzle-orm/pg-core';
import { bytea, timestamp } from '../database/index.ts';

export const developmentMails = pgTable('development_mails', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  recipient: text().notNull(),
  raw: bytea().notNull(),
  received_at: timestamp().notNull().default(sql`now()`),
});

export type DevelopmentMail = typeof developmentMails.$inferSelect;
