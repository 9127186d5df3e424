-- The log of every event that was accepted, as it came, and of every observation: an object as its provider gave
-- it when asked. Append-only by grant: a service can neither change nor delete an entry; whole months leave by
-- drop_webhook_partitions().
create table webhook_events (
  received_at timestamptz not null,
  position    bigint not null,                 -- order of arrival, given by webhook_event_states
  provider    text not null collate "C",
  account     text not null collate "C",       -- connected account; empty for the endpoint's own
  livemode    boolean not null,
  event_id    text not null collate "C",
  type        text not null collate "C",
  object_key  text not null collate "C",       -- what the event is about, such as subscription:sub_123
  created_at  timestamptz not null,            -- by the provider's clock; of an observation, up to when it tells
  source      text not null check (source in (
                'signed',                      -- delivered, with a signature
                'unsigned',                    -- delivered; in development only
                'reconciled',                  -- taken from the provider's list of events
                'observed')),                  -- no event: the object itself
  payload     bytea not null,                  -- the body, byte for byte; of an observation, the object
  primary key (received_at, position)
) partition by range (received_at);
create index webhook_events_object_idx on webhook_events (object_key, created_at, position);
-- Takes what falls into no month, so that a job that did not run never costs an event.
create table webhook_events_default partition of webhook_events default;
grant select, insert on webhook_events to quartet_app;

-- What makes a delivery a duplicate, and how far its event has come. Apart from the log, since a unique index
-- of a partitioned table must contain the partition key.
create table webhook_event_states (
  provider     text not null collate "C",
  account      text not null collate "C",
  livemode     boolean not null,
  event_id     text not null collate "C",
  position     bigint generated always as identity,
  received_at  timestamptz not null,
  created_at   timestamptz not null,
  object_key   text not null collate "C",
  status       text not null default 'pending' check (status in ('pending', 'processed', 'ignored')),
  settled_at   timestamptz,
  replay_count integer not null default 0 check (replay_count >= 0),
  constraint webhook_event_states_pkey primary key (event_id, provider, account, livemode),
  constraint webhook_event_states_settled check ((status = 'pending') = (settled_at is null))
);
create index webhook_event_states_pending_idx on webhook_event_states
  (provider, account, livemode, object_key, created_at, position) where status = 'pending';
create index webhook_event_states_received_at_idx on webhook_event_states using brin (received_at);
grant select, insert, update, delete on webhook_event_states to quartet_app;

-- Objects with events to process; a row goes when there are none left.
create table webhook_objects (
  id              text primary key collate "C",
  provider        text not null collate "C",
  account         text not null collate "C",
  livemode        boolean not null,
  object_key      text not null collate "C",
  state           text not null default 'pending' check (state in ('pending', 'leased', 'parked')),
  marks           bigint not null default 1,   -- grows with every event: whoever has seen the last may remove the row
  attempts        integer not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz not null default now(),
  fence           bigint not null default 0,   -- grows with every lease: an older one can commit nothing
  leased_by       text,
  lease_until     timestamptz,                 -- a worker that died gives way after this
  parked_at       timestamptz,
  constraint webhook_objects_key unique (provider, account, livemode, object_key),
  constraint webhook_objects_leased check (
    (state = 'leased') = (lease_until is not null) and (state = 'leased') = (leased_by is not null)),
  constraint webhook_objects_parked check ((state = 'parked') = (parked_at is not null))
);
create index webhook_objects_due_idx on webhook_objects (next_attempt_at) where state = 'pending';
create index webhook_objects_leased_idx on webhook_objects (lease_until) where state = 'leased';
create index webhook_objects_parked_idx on webhook_objects (parked_at, id) where state = 'parked';
grant select, insert, update, delete on webhook_objects to quartet_app;

-- Every attempt at an object: what it took, what it changed, and why it failed.
create table webhook_attempts (
  id              bigint generated always as identity primary key,
  provider        text not null collate "C",
  account         text not null collate "C",
  livemode        boolean not null,
  object_key      text not null collate "C",
  attempt         integer not null,
  worker          text not null,
  started_at      timestamptz not null,
  finished_at     timestamptz not null,
  noted_at        timestamptz not null default clock_timestamp(), -- by the database's clock, which a rebuild follows
  outcome         text not null check (outcome in ('succeeded', 'failed', 'parked')),
  event_ids       text[] not null,
  changes         jsonb,
  error_name      text,
  error_message   text,
  next_attempt_at timestamptz,                 -- of a failure that is tried again
  constraint webhook_attempts_failed check ((outcome = 'succeeded') = (error_name is null)),
  constraint webhook_attempts_retried check ((outcome = 'failed') = (next_attempt_at is not null))
);
create index webhook_attempts_object_idx on webhook_attempts (object_key, id);
create index webhook_attempts_finished_at_idx on webhook_attempts using brin (finished_at);
create index webhook_attempts_noted_at_idx on webhook_attempts using brin (noted_at);
grant select, insert, delete on webhook_attempts to quartet_app;

-- What operators had processed again. One by filter moves through the log in batches, from where it was left.
create table webhook_replays (
  id              text primary key collate "C",
  operator_id     text not null,
  filter          jsonb not null,
  requested_at    timestamptz not null,        -- events that come later are not its own
  cursor_at       timestamptz,
  cursor_position bigint,
  events          bigint not null default 0,
  finished_at     timestamptz,
  constraint webhook_replays_cursor check ((cursor_at is null) = (cursor_position is null))
);
create index webhook_replays_running_idx on webhook_replays (id) where finished_at is null;
grant select, insert, update on webhook_replays to quartet_app;

-- Builds of the projection from the log, beside the one in use. They move through the objects in batches, from
-- where they were left, and then follow what is processed meanwhile until they are swapped in.
create table webhook_rebuilds (
  id            text primary key collate "C",
  operator_id   text not null,
  state         text not null default 'building'
                check (state in ('building', 'built', 'swapped', 'superseded', 'failed')),
  requested_at  timestamptz not null,
  cursor_object text collate "C",              -- the last object key that was built
  caught_up_to  timestamptz not null default now(), -- by the database's clock: what was noted since is to be built again
  objects       bigint not null default 0,
  differences   bigint,                        -- when it was built
  built_at      timestamptz,
  swapped_at    timestamptz,
  swapped_by    text,
  last_error    text,
  constraint webhook_rebuilds_swapped check (
    (state = 'swapped') = (swapped_at is not null) and (state = 'swapped') = (swapped_by is not null)),
  constraint webhook_rebuilds_failed check ((state = 'failed') = (last_error is not null))
);
-- There is one shadow.
create unique index webhook_rebuilds_running_key on webhook_rebuilds ((true)) where state = 'building';
create unique index webhook_rebuilds_built_key on webhook_rebuilds ((true)) where state = 'built';
grant select, insert, update on webhook_rebuilds to quartet_app;

-- What is to happen outside because of a transition. A key happens once, for ever: rows are never deleted.
create table effects (
  key             text primary key collate "C", -- business key, such as receipt:in_123
  kind            text not null,               -- names the sender
  payload         jsonb not null,
  state           text not null default 'pending'
                  check (state in ('pending', 'sending', 'sent', 'suppressed', 'unknown')),
  attempts        integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  claimed_until   timestamptz,                 -- past this a sender that is not done is taken for dead
  fence           bigint not null default 0,   -- grows with every claim: by an older one nothing is noted
  created_at      timestamptz not null,
  settled_at      timestamptz,
  last_error      text,
  resolved_by     text,                        -- the operator who said what became of an unknown one
  resolved_reason text,
  constraint effects_claimed check ((state = 'sending') = (claimed_until is not null)),
  constraint effects_settled check ((state in ('sent', 'suppressed', 'unknown')) = (settled_at is not null)),
  constraint effects_resolved check ((resolved_by is null) = (resolved_reason is null))
);
create index effects_created_at_idx on effects (created_at, key);
create index effects_due_idx on effects (next_attempt_at) where state = 'pending';
create index effects_sending_idx on effects (claimed_until) where state = 'sending';
create index effects_unknown_idx on effects (settled_at) where state = 'unknown';
grant select, insert, update on effects to quartet_app;

-- Gives a month its partition, and moves into it what the default one took meanwhile. It runs as the owner.
create function create_webhook_partition(moment timestamptz) returns void language plpgsql
  security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '5s' set timezone = 'UTC'
as $$
declare
  first_day timestamptz := date_trunc('month', moment);
  next_month timestamptz := date_trunc('month', moment) + interval '1 month';
  partition text := 'webhook_events_' || to_char(moment, 'YYYY_MM');
begin
  perform pg_advisory_xact_lock(hashtext('create_webhook_partition'));
  if to_regclass('public.' || partition) is not null then
    return;
  end if;
  execute format('create table public.%I (like public.webhook_events including defaults including constraints)', partition);
  lock table public.webhook_events_default in access exclusive mode;
  execute format('insert into public.%I select * from public.webhook_events_default where received_at >= %L and received_at < %L',
    partition, first_day, next_month);
  delete from public.webhook_events_default where received_at >= first_day and received_at < next_month;
  execute format('alter table public.webhook_events attach partition public.%I for values from (%L) to (%L)',
    partition, first_day, next_month);
end
$$;

-- Drops the months that ended before a moment, but for those that hold an event which is still to be
-- processed; answers their names. The newest month that can go ended 30 days ago, whoever asks.
create function drop_webhook_partitions(before timestamptz) returns setof text language plpgsql
  security definer set search_path = pg_catalog, public, pg_temp set lock_timeout = '5s' set timezone = 'UTC'
as $$
declare
  partition text;
  month timestamptz;
begin
  if before > now() - interval '30 days' then
    raise invalid_parameter_value using message = 'Months of the last 30 days are kept.';
  end if;
  for partition in
    select relname from pg_inherits join pg_class on pg_class.oid = inhrelid
     where inhparent = 'public.webhook_events'::regclass and relname ~ '^webhook_events_\d{4}_\d{2}$'
     order by relname
  loop
    month := to_timestamp(right(partition, 7), 'YYYY_MM');
    continue when month + interval '1 month' > before;
    continue when exists (
      select from webhook_event_states
       where status = 'pending' and received_at >= month and received_at < month + interval '1 month');
    execute format('drop table public.%I', partition);
    return next partition;
  end loop;
end
$$;

revoke all on function create_webhook_partition(timestamptz), drop_webhook_partitions(timestamptz) from public;
grant execute on function create_webhook_partition(timestamptz), drop_webhook_partitions(timestamptz) to quartet_app;
