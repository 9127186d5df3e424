-- Comparisons with what the payment provider has. One runs at a time; it goes through the provider's lists page
-- by page, and is continued from where it was left.
create table reconciliations (
  id                     text primary key collate "C",
  requested_by           text,                 -- an operator; null: the schedule
  requested_at           timestamptz not null,
  since                  timestamptz not null, -- events from then on
  is_dry_run             boolean not null,     -- drift is recorded, and nothing done about it
  request_budget         integer not null check (request_budget > 0),
  state                  text not null default 'running' check (state in ('running', 'finished', 'failed')),
  phase                  text not null default 'events' check (phase in (
                           'events', 'subscription', 'customer', 'invoice', 'invoice_payment', 'checkout.session', 'charge', 'dispute')),
  cursor                 text collate "C",     -- the last entry of the phase's list that was seen
  events_seen            integer not null default 0,
  objects_compared       integer not null default 0,
  requests_used          integer not null default 0, -- pages of lists, and looks at what differs; counted before they are made
  attempts               integer not null default 0, -- since the last page
  fence                  bigint not null default 0,  -- grows with every worker that takes it on
  lease_until            timestamptz,          -- a worker that died gives way after this
  finished_at            timestamptz,
  error                  text,
  constraint reconciliations_finished check ((state = 'running') = (finished_at is null)),
  constraint reconciliations_failed check ((state = 'failed') = (error is not null))
);
create unique index reconciliations_one_runs on reconciliations ((true)) where state = 'running';
grant select, insert, update, delete on reconciliations to quartet_app;

-- What the provider has listed to a reconciliation that runs: rows of the projection that are not among it are of
-- objects that the provider does not have.
create table reconciliation_seen (
  reconciliation_id text not null collate "C" references reconciliations on delete cascade,
  object_key        text not null collate "C",
  primary key (reconciliation_id, object_key)
);
grant select, insert, delete on reconciliation_seen to quartet_app;

-- Where the provider has something else than the log or the projection.
create table reconciliation_drift (
  reconciliation_id text not null collate "C" references reconciliations on delete cascade,
  position          bigint generated always as identity,
  object_key        text not null collate "C",
  class             text not null check (class in (
                      'missed',                -- an event had never come
                      'dropped',               -- it came, and waits in vain
                      'late',                  -- it came long after it happened
                      'edited')),              -- all came, yet the object is another: changed without an event
  event_id          text collate "C",          -- null: found in the object itself
  differences       jsonb,                     -- of the object, by column: what is here, and what is there
  found_at          timestamptz not null,
  primary key (reconciliation_id, position),
  constraint reconciliation_drift_once unique nulls not distinct (reconciliation_id, object_key, event_id)
);
create index reconciliation_drift_late_idx on reconciliation_drift (event_id) where class = 'late';
grant select, insert, delete on reconciliation_drift to quartet_app;

-- What is still to be confirmed by the object itself, the oldest first; subscriptions have theirs.
create index customers_provisional_idx on customers (as_of) where is_provisional;
create index invoices_provisional_idx on invoices (as_of) where is_provisional;
create index invoice_payments_provisional_idx on invoice_payments (as_of) where is_provisional;
create index checkout_sessions_provisional_idx on checkout_sessions (as_of) where is_provisional;
create index payment_methods_provisional_idx on payment_methods (as_of) where is_provisional;
create index charges_provisional_idx on charges (as_of) where is_provisional;
create index disputes_provisional_idx on disputes (as_of) where is_provisional;
create index active_entitlements_provisional_idx on active_entitlements (as_of) where is_provisional;
