import { bytea, id, timestamp } from '@quartet/platform/database';
import { pgTable, smallint, text } from 'drizzle-orm/pg-core';

export const mails = pgTable('mails', {
  id: id('mail').primaryKey(),
  user_id: id('user'),
  recipient: text().notNull(),
  template: text().notNull(),
  sealed: bytea(),
  status: text().$type<'queued' | 'sent' | 'failed'>().notNull().default('queued'),
  attempts: smallint().notNull().default(0),
  claimed_until: timestamp(),
  last_error: text(),
  message_id: text(),
  created_at: timestamp().notNull(),
  sent_at: timestamp(),
});
