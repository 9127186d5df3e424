import { bytea, id, timestamp } from '@quartet/platform/database';
import { jsonb, pgTable, text } from 'drizzle-orm/pg-core';

export const users = pgTable('users', {
  id: id('user').primaryKey(),
  email: text().notNull(),
  full_name: text(),
  password_hash: text(),
  email_verified_at: timestamp(),
  status: text({ enum: ['active', 'disabled'] })
    .notNull()
    .default('active'),
  created_at: timestamp().notNull(),
  updated_at: timestamp().notNull(),
});

/** Why a session ended before its time. */
export type RevocationReason =
  | 'signed_out'
  | 'signed_out_everywhere'
  | 'revoked_by_user'
  | 'refresh_token_reuse'
  | 'password_reset'
  | 'password_changed'
  | 'user_disabled'
  /** Set by an operator alone, after a backup brought back what had ended. */
  | 'restored';

export const sessions = pgTable('sessions', {
  id: id('session').primaryKey(),
  user_id: id('user').notNull(),
  token_hash: text().notNull(),
  user_agent: text(),
  address: text(),
  created_at: timestamp().notNull(),
  last_seen_at: timestamp().notNull(),
  cookie_seen_at: timestamp().notNull(),
  expires_at: timestamp().notNull(),
  revoked_at: timestamp(),
  revoked_reason: text().$type<RevocationReason>(),
});

export const refreshTokens = pgTable('refresh_tokens', {
  token_hash: text().primaryKey(),
  session_id: id('session').notNull(),
  created_at: timestamp().notNull(),
  used_at: timestamp(),
  successor_sealed: bytea(),
});

export type MailTokenPurpose = 'verify_email' | 'reset_password';

export const mailTokens = pgTable('mail_tokens', {
  token_hash: text().primaryKey(),
  purpose: text().$type<MailTokenPurpose>().notNull(),
  user_id: id('user').notNull(),
  email: text().notNull(),
  created_at: timestamp().notNull(),
  expires_at: timestamp().notNull(),
  used_at: timestamp(),
  superseded_at: timestamp(),
});

/** The public members of an EC key (RFC 7518, section 6.2.1). */
export interface PublicJwk {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
}

export const signingKeys = pgTable('signing_keys', {
  kid: text().primaryKey(),
  algorithm: text().$type<'ES256'>().notNull(),
  public_jwk: jsonb().$type<PublicJwk>().notNull(),
  private_sealed: bytea().notNull(),
  created_at: timestamp().notNull(),
  signs_from: timestamp().notNull(),
  signs_until: timestamp().notNull(),
  published_until: timestamp().notNull(),
});

export type User = typeof users.$inferSelect;
export type Session = typeof sessions.$inferSelect;
export type MailToken = typeof mailTokens.$inferSelect;
export type SigningKeyRow = typeof signingKeys.$inferSelect;
