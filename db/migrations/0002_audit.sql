-- Who did what to whom. Entries form one chain: each hash covers the entry and the hash before it, so
-- that an altered, removed, inserted or moved entry shows.
create table audit_log (
  position      bigint primary key,
  id            text not null unique collate "C",
  occurred_at   timestamptz not null,
  action        text not null,                 -- module.verb, such as team.member_removed
  actor_kind    text not null check (actor_kind in ('user', 'api_key', 'administrator', 'operator', 'system')),
  actor_id      text collate "C",              -- who did it
  subject_id    text collate "C",              -- as whom: under impersonation, or by an API key
  target_kind   text not null,
  target_id     text not null collate "C",
  reason        text,
  before        jsonb,
  after         jsonb,
  request_id    text,
  previous_hash text not null,
  hash          text not null,
  constraint audit_log_actor check ((actor_kind = 'system') = (actor_id is null))
);
create index audit_log_target_idx on audit_log (target_kind, target_id, position desc);
create index audit_log_actor_idx on audit_log (actor_id, position desc);
grant select, insert on audit_log to quartet_app;

-- The end of the chain: without it, a log whose last entries are gone would look whole.
create table audit_head (
  only_row boolean primary key default true check (only_row),
  position bigint not null,
  hash     text not null
);
insert into audit_head (position, hash) values (0, repeat('0', 64));
grant select on audit_head to quartet_app;

-- SHA-256 in hex over an entry as it is stored. jsonb writes one value one way, and the time is taken
-- as seconds since 1970, because its text depends on the session's time zone.
create function audit_entry_hash(entry audit_log) returns text stable language sql
return encode(sha256(convert_to(jsonb_build_array(
  entry.position, entry.id, extract(epoch from entry.occurred_at), entry.action, entry.actor_kind,
  entry.actor_id, entry.subject_id, entry.target_kind, entry.target_id, entry.reason, entry.before,
  entry.after, entry.request_id, entry.previous_hash)::text, 'UTF8')), 'hex');

-- Links each new entry to the chain. Locking the head puts writers in order until they commit, so an
-- entry is the last thing that a transaction writes. It runs as the owner: nobody else moves the head.
create function append_to_audit_chain() returns trigger language plpgsql
  security definer set search_path = pg_catalog, public, pg_temp
as $$
begin
  select position + 1, hash into new.position, new.previous_hash from audit_head for update;
  new.hash := audit_entry_hash(new);
  update audit_head set position = new.position, hash = new.hash;
  return new;
end
$$;
create trigger audit_log_append before insert on audit_log
  for each row execute function append_to_audit_chain();
