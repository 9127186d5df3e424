create table users (
  id                text primary key collate "C",
  email             text not null,             -- canonical: ASCII, trimmed, lower case
  full_name         text,
  password_hash     text,                      -- PHC string; null for people who sign in elsewhere
  email_verified_at timestamptz,
  status            text not null default 'active' check (status in ('active', 'disabled')),
  created_at        timestamptz not null,
  updated_at        timestamptz not null,
  constraint users_email_key unique (email),
  constraint users_email_canonical check (email = lower(btrim(email)))
);
create index users_created_at_idx on users (created_at, id);
grant select, insert, update, delete on users to quartet_app;

-- One row a sign-in: what the person sees as a device. Its cookie and its refresh tokens live and die with it.
create table sessions (
  id             text primary key collate "C",
  user_id        text not null references users on delete cascade,
  token_hash     text not null,                -- SHA-256 of the cookie's token
  user_agent     text,
  address        text,
  created_at     timestamptz not null,
  last_seen_at   timestamptz not null,
  cookie_seen_at timestamptz not null,         -- the cookie's idle time counts from here
  expires_at     timestamptz not null,         -- absolute end
  revoked_at     timestamptz,
  revoked_reason text check (revoked_reason in (
    'signed_out', 'signed_out_everywhere', 'revoked_by_user', 'refresh_token_reuse', 'password_reset',
    'password_changed', 'user_disabled',
    'restored'                                 -- by an operator: the backup brought back what had ended
  )),
  constraint sessions_token_hash_key unique (token_hash),
  constraint sessions_revoked check ((revoked_at is null) = (revoked_reason is null))
);
create index sessions_user_id_idx on sessions (user_id, id);
create index sessions_expires_at_idx on sessions (expires_at);
grant select, insert, update, delete on sessions to quartet_app;

-- The chain of refresh tokens of a session, its family. A used token keeps its successor, sealed with a
-- key that only the used token itself yields, so that a retry after a lost answer gets the same one.
create table refresh_tokens (
  token_hash       text primary key,
  session_id       text not null references sessions on delete cascade,
  created_at       timestamptz not null,
  used_at          timestamptz,
  successor_sealed bytea,
  constraint refresh_tokens_used check ((used_at is null) = (successor_sealed is null))
);
create index refresh_tokens_session_id_idx on refresh_tokens (session_id);
-- A family has one live end: two successors of one token cannot exist.
create unique index refresh_tokens_one_live_idx on refresh_tokens (session_id) where used_at is null;
grant select, insert, update, delete on refresh_tokens to quartet_app;

-- What a mailed link carries. Kept hashed; used once.
create table mail_tokens (
  token_hash    text primary key,
  purpose       text not null check (purpose in ('verify_email', 'reset_password')),
  user_id       text not null references users on delete cascade,
  email         text not null,                 -- the address that it was mailed to and proves
  created_at    timestamptz not null,
  expires_at    timestamptz not null,
  used_at       timestamptz,
  superseded_at timestamptz,                   -- a newer mail, or another change of the password, ended it
  constraint mail_tokens_ended_once check (used_at is null or superseded_at is null)
);
-- One open token a person and purpose; a new one supersedes it.
create unique index mail_tokens_open_idx on mail_tokens (user_id, purpose) where used_at is null and superseded_at is null;
create index mail_tokens_user_id_idx on mail_tokens (user_id, purpose, created_at);
create index mail_tokens_expires_at_idx on mail_tokens (expires_at);
grant select, insert, update, delete on mail_tokens to quartet_app;

-- Keys that sign access tokens. A key is published before it signs and after it has stopped.
create table signing_keys (
  kid             text primary key,            -- RFC 7638 thumbprint
  algorithm       text not null check (algorithm = 'ES256'),
  public_jwk      jsonb not null,
  private_sealed  bytea not null,
  created_at      timestamptz not null,
  signs_from      timestamptz not null,
  signs_until     timestamptz not null,
  published_until timestamptz not null,
  constraint signing_keys_order check (created_at <= signs_from and signs_from < signs_until and signs_until < published_until),
  -- At any moment one key signs, whichever copy of a service made it.
  constraint signing_keys_one_signs exclude using gist (tstzrange(signs_from, signs_until) with &&)
);
grant select, insert, update, delete on signing_keys to quartet_app;

-- Who a person is at an OpenID provider: the pair of issuer and subject, never the e-mail address.
create table identities (
  issuer     text not null,
  subject    text not null,
  provider   text not null,
  user_id    text not null references users on delete cascade,
  created_at timestamptz not null,
  primary key (issuer, subject)
);
create index identities_user_id_idx on identities (user_id);
grant select, insert, update, delete on identities to quartet_app;

-- A sign-in that is under way at a provider; taken out, once, by its callback.
create table oauth_flows (
  state_hash   text primary key,
  provider     text not null,
  browser_hash text not null,                  -- binds the callback to the browser that began
  sealed       bytea not null,                 -- PKCE verifier and nonce
  return_to    text not null,
  expires_at   timestamptz not null
);
create index oauth_flows_expires_at_idx on oauth_flows (expires_at);
grant select, insert, update, delete on oauth_flows to quartet_app;
