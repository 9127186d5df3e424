-- The role that services act as. It owns nothing, so row level security always applies to it, and it
-- can do only what the grants of the migrations allow. The embedded PostgreSQL makes it beforehand;
-- elsewhere the role that migrates needs CREATEROLE for this one statement.
do $$
begin
  if not exists (select from pg_roles where rolname = 'quartet_app') then
    create role quartet_app nologin;
    execute format('grant quartet_app to %I', current_user);
  end if;
end
$$;

revoke create on schema public from public;
grant usage on schema public to quartet_app;
grant select on schema_migrations to quartet_app;

-- Answers to unsafe requests that carried an Idempotency-Key. The answer is sealed, since it may hold tokens.
create table idempotency_keys (
  key_hash       text primary key,             -- keyed hash of caller, route and key
  request_hash   text not null,                -- keyed hash of the request's body: another body is a conflict
  carried_out_at timestamptz,                  -- committed with the work itself, so that it is never done twice
  status         smallint,                     -- null until the answer is kept
  answer_sealed  bytea,
  locked_until   timestamptz not null,         -- a first request that died before its commit gives way after this
  expires_at     timestamptz not null,
  constraint idempotency_keys_answered check ((status is null) = (answer_sealed is null))
);
create index idempotency_keys_expires_at_idx on idempotency_keys (expires_at);
grant select, insert, update, delete on idempotency_keys to quartet_app;

-- What development's mail transport received, as it would have gone over SMTP.
create table development_mails (
  id          bigint generated always as identity primary key,
  recipient   text not null,
  raw         bytea not null,
  received_at timestamptz not null default now()
);
create index development_mails_recipient_idx on development_mails (recipient, id desc);
grant select, insert, delete on development_mails to quartet_app;
