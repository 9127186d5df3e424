import { bytea, id, timestamp } from '@quartet/platform/database';
import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

export const identities = pgTable(
  'identities',
  {
    issuer: text().notNull(),
    subject: text().notNull(),
    provider: text().notNull(),
    user_id: id('user').notNull(),
    created_at: timestamp().notNull(),
  },
  (table) => [primaryKey({ columns: [table.issuer, table.subject] })],
);

export const oauthFlows = pgTable('oauth_flows', {
  state_hash: text().primaryKey(),
  provider: text().notNull(),
  browser_hash: text().notNull(),
  sealed: bytea().notNull(),
  return_to: text().notNull(),
  expires_at: timestamp().notNull(),
});

export type Identity = typeof identities.$inferSelect;
export type OAuthFlow = typeof oauthFlows.$inferSelect;
