-- Keys with which programs act for the person who made them.
create table api_keys (
  id           text primary key collate "C",   -- the part of a key before its dot
  user_id      text not null references users on delete cascade,
  name         text not null check (length(name) between 1 and 100),
  secret_hash  text not null,                  -- SHA-256 of the secret, the part after the dot
  scopes       text[] not null,
  created_at   timestamptz not null,
  expires_at   timestamptz,                    -- null for a key that lasts until it is revoked
  last_used_at timestamptz,                    -- exact to a minute
  revoked_at   timestamptz,
  constraint api_keys_scopes check (cardinality(scopes) > 0 and scopes <@ array['read', 'write'])
);
create index api_keys_user_id_idx on api_keys (user_id, id);
grant select, insert, update, delete on api_keys to quartet_app;

-- A ban ends a person's keys, as it ends their sessions; when it is lifted, they make new ones.
create function revoke_api_keys_of_disabled_user() returns trigger language plpgsql as $$
begin
  update api_keys set revoked_at = new.updated_at where user_id = new.id and revoked_at is null;
  return null;
end
$$;
create trigger users_disabled_revokes_api_keys after update of status on users
  for each row when (new.status = 'disabled') execute function revoke_api_keys_of_disabled_user();
