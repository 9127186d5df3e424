alter table plans add column trial_days smallint not null default 0 check (trial_days between 0 and 730);

-- Who pays: a person or a team. The one link between the product's people and a provider's customers. A customer is of
-- the provider's test mode or of live mode, so an owner has an account in each, and what is read through one never
-- shows what the other paid for. When the owner goes, the account stays for the books.
create table billing_accounts (
  id          text primary key collate "C",
  user_id     text collate "C" references users on delete set null,
  team_id     text collate "C" references teams on delete set null,
  livemode    boolean not null,                -- whether it is about real money
  customer_id text collate "C",                -- at the provider, from the first checkout on
  checkout_id text collate "C",                -- the page that was opened last: it is closed before the next one opens
  sent_email  text,                            -- what the customer was last told to be at the provider
  sent_name   text,
  had_subscription boolean not null default false, -- by a customer of before, who is gone: no trial any more
  created_at  timestamptz not null,
  constraint billing_accounts_user_key unique (user_id, livemode),
  constraint billing_accounts_team_key unique (team_id, livemode),
  constraint billing_accounts_customer_key unique (customer_id),
  constraint billing_accounts_one_owner check (num_nonnulls(user_id, team_id) <= 1)
);
alter table billing_accounts enable row level security;
alter table billing_accounts force row level security;
create policy billing_accounts_of_person on billing_accounts using (user_id = current_user_id());
create policy billing_accounts_in_scope on billing_accounts using (team_id = current_team_id());
grant select, insert, update on billing_accounts to quartet_app;

-- One row from the first live checkout on: from then on, what was only tried out in test mode holds nobody up.
create table live_mode (
  is_entered boolean primary key default true check (is_entered),
  entered_at timestamptz not null
);
grant select, insert on live_mode to quartet_app;

-- The provider's account that this database tells of, in each mode: that of the first key. A key of another one is
-- refused, since everything would be new to it, and all that is here would be gone.
create table provider_accounts (
  livemode   boolean primary key,
  account_id text not null collate "C",
  kept_at    timestamptz not null
);
grant select, insert, update on provider_accounts to quartet_app;

-- The projection: what the provider's events and objects say. Each row is one object of the provider, and tells
-- of it as it was at `as_of`. Rows are reached through the customer of a billing account; services write them
-- only from events and observations, so that they can be built again from the log.
create table customers (
  id                        text primary key collate "C",
  email                     text,
  name                      text,
  currency                  text,
  default_payment_method_id text collate "C",
  is_delinquent             boolean not null,
  is_deleted                boolean not null,
  created_at                timestamptz,
  test_clock_id             text collate "C",    -- lists of the provider leave out who lives on one
  livemode                  boolean not null,    -- of the event or the look that it was made from
  as_of                     timestamptz not null, -- provider's time of the newest thing that was taken into account
  is_provisional            boolean not null      -- from an event's snapshot, not yet confirmed by the object itself
);

create table subscriptions (
  id                        text primary key collate "C",
  customer_id               text not null collate "C",
  status                    text not null check (status in (
                              'incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'unpaid', 'paused', 'canceled')),
  collection_method         text not null,
  currency                  text,
  current_period_start      timestamptz,       -- of the item that renews first
  current_period_end        timestamptz,
  trial_start               timestamptz,
  trial_end                 timestamptz,
  cancel_at_period_end      boolean not null,
  cancel_at                 timestamptz,
  canceled_at               timestamptz,
  cancellation_reason       text,
  ended_at                  timestamptz,
  is_collection_paused      boolean not null,
  pending_update_expires_at timestamptz,
  latest_invoice_id         text collate "C",
  default_payment_method_id text collate "C",
  access_until              timestamptz,       -- what the plan gives is given until then; null: not at all
  created_at                timestamptz not null,
  test_clock_id             text collate "C",
  livemode                  boolean not null,
  as_of                     timestamptz not null,
  is_provisional            boolean not null
);
create index subscriptions_customer_id_idx on subscriptions (customer_id, created_at desc);
create index subscriptions_provisional_idx on subscriptions (as_of) where is_provisional;

create table subscription_items (
  id                   text primary key collate "C",
  subscription_id      text not null collate "C",
  position             smallint not null,
  plan_id              text,                   -- the price's lookup key; no reference, since a price may be none of ours
  price_id             text not null collate "C",
  product_id           text collate "C",
  quantity             integer not null,
  unit_amount_cents    bigint,
  currency             text,
  interval             text,
  interval_count       integer,
  current_period_start timestamptz,
  current_period_end   timestamptz
);
create index subscription_items_subscription_id_idx on subscription_items (subscription_id);

create table invoices (
  id                      text primary key collate "C",
  customer_id             text collate "C",
  subscription_id         text collate "C",
  number                  text,
  status                  text not null check (status in ('draft', 'open', 'paid', 'uncollectible', 'void', 'deleted')),
  billing_reason          text,
  currency                text not null,
  total_cents             bigint not null,
  amount_due_cents        bigint not null,
  amount_paid_cents       bigint not null,
  amount_remaining_cents  bigint not null,
  attempt_count           integer not null,
  next_payment_attempt_at timestamptz,
  due_at                  timestamptz,
  period_start            timestamptz,
  period_end              timestamptz,
  hosted_invoice_url      text,
  invoice_pdf_url         text,
  finalization_error      text,
  created_at              timestamptz not null,
  finalized_at            timestamptz,
  paid_at                 timestamptz,
  voided_at               timestamptz,
  uncollectible_at        timestamptz,
  livemode                boolean not null,
  as_of                   timestamptz not null,
  is_provisional          boolean not null
);
create index invoices_customer_id_idx on invoices (customer_id, created_at desc, id desc);
create index invoices_subscription_id_idx on invoices (subscription_id);

create table invoice_payments (
  id                text primary key collate "C",
  invoice_id        text not null collate "C",
  status            text not null,
  amount_paid_cents bigint,
  payment_intent_id text collate "C",
  charge_id         text collate "C",
  livemode          boolean not null,
  as_of             timestamptz not null,
  is_provisional    boolean not null
);
create index invoice_payments_invoice_id_idx on invoice_payments (invoice_id);

create table checkout_sessions (
  id                  text primary key collate "C",
  customer_id         text collate "C",
  subscription_id     text collate "C",
  client_reference_id text,
  mode                text not null,
  status              text not null check (status in ('open', 'complete', 'expired')),
  payment_status      text not null,
  url                 text,
  created_at          timestamptz not null,
  expires_at          timestamptz,
  livemode            boolean not null,
  as_of               timestamptz not null,
  is_provisional      boolean not null
);
create index checkout_sessions_customer_id_idx on checkout_sessions (customer_id, created_at desc);

create table payment_methods (
  id             text primary key collate "C",
  customer_id    text collate "C",             -- null: detached
  type           text not null,
  card_brand     text,
  card_last4     text,
  card_exp_month smallint,
  card_exp_year  smallint,
  livemode       boolean not null,
  as_of          timestamptz not null,
  is_provisional boolean not null
);
create index payment_methods_customer_id_idx on payment_methods (customer_id);

create table charges (
  id                    text primary key collate "C",
  customer_id           text collate "C",
  payment_intent_id     text collate "C",
  status                text not null,
  currency              text not null,
  amount_cents          bigint not null,
  amount_refunded_cents bigint not null,
  is_disputed           boolean not null,
  created_at            timestamptz not null,
  livemode              boolean not null,
  as_of                 timestamptz not null,
  is_provisional        boolean not null
);
create index charges_customer_id_idx on charges (customer_id, created_at desc);

create table disputes (
  id              text primary key collate "C",
  charge_id       text collate "C",
  status          text not null,
  reason          text,
  currency        text not null,
  amount_cents    bigint not null,
  evidence_due_by timestamptz,
  created_at      timestamptz not null,
  livemode        boolean not null,
  as_of           timestamptz not null,
  is_provisional  boolean not null
);
create index disputes_charge_id_idx on disputes (charge_id);

-- Features that the provider itself says are active for a customer, beside those of our plans.
create table active_entitlements (
  customer_id    text primary key collate "C",
  features       text[] not null,              -- lookup keys, sorted
  livemode       boolean not null,
  as_of          timestamptz not null,
  is_provisional boolean not null
);

grant select, insert, update, delete on customers, subscriptions, subscription_items, invoices, invoice_payments,
  checkout_sessions, payment_methods, charges, disputes, active_entitlements to quartet_app;

-- What the plan of a person or of a team gives at a moment: joined when it is read, so that a change of the
-- catalogue is in force at once. One round trip for the guards of routes, although row level security wants the
-- scope set first. It gives no right that its caller lacks.
create function entitlements_of(of_user text, of_team text, of_livemode boolean, at timestamptz)
  returns table (feature text, quota integer) language plpgsql as $$
declare
  user_scope text := current_user_id();
  team_scope text := current_team_id();
begin
  perform set_config('quartet.user_id', coalesce(of_user, ''), true),
          set_config('quartet.team_id', coalesce(of_team, ''), true);
  return query
    with payer as (
      select customer_id from billing_accounts
       where (user_id = of_user or team_id = of_team) and livemode = of_livemode
    ), planned as (
      -- A feature of several items is given as often as the most generous of them says; without a number, at will.
      select plan_features.feature,
             case when bool_and(plan_features.quota is not null) then max(plan_features.quota) end as quota
        from payer
        join subscriptions using (customer_id)
        join subscription_items on subscription_items.subscription_id = subscriptions.id
        join plan_features using (plan_id)
       where access_until > at
       group by plan_features.feature
    )
    select planned.feature, planned.quota from planned
    union all
    select active.feature, null::integer
      from payer join active_entitlements using (customer_id), unnest(features) as active (feature)
     where active.feature not in (select planned.feature from planned)
    order by 1;
  perform set_config('quartet.user_id', coalesce(user_scope, ''), true),
          set_config('quartet.team_id', coalesce(team_scope, ''), true);
end
$$;

-- Where the projection is built again from the log, beside the one in use, by the same statements.
create schema shadow;
grant usage on schema shadow to quartet_app;
create table shadow.customers (like customers including all);
create table shadow.subscriptions (like subscriptions including all);
create table shadow.subscription_items (like subscription_items including all);
create table shadow.invoices (like invoices including all);
create table shadow.invoice_payments (like invoice_payments including all);
create table shadow.checkout_sessions (like checkout_sessions including all);
create table shadow.payment_methods (like payment_methods including all);
create table shadow.charges (like charges including all);
create table shadow.disputes (like disputes including all);
create table shadow.active_entitlements (like active_entitlements including all);
grant select, insert, update, delete, truncate on all tables in schema shadow to quartet_app;

-- A team that is being charged cannot be deleted: nobody could cancel the subscription any more. Nor can one whose
-- page of checkout may still be paid, or was paid and is not known to have led to nothing that goes on. What test mode
-- left behind does not count once there is live mode: no event tells of its end any more.
create function refuse_while_subscribed() returns trigger language plpgsql as $$
begin
  if exists (
    select from billing_accounts join subscriptions using (customer_id)
     where team_id = old.id and status not in ('canceled', 'incomplete_expired')
       and (billing_accounts.livemode or not exists (select from live_mode))
  ) or exists (
    select from billing_accounts
     where team_id = old.id and checkout_id is not null and (livemode or not exists (select from live_mode))
       and not exists (
       select from checkout_sessions page left join subscriptions on subscriptions.id = page.subscription_id
        where page.id = checkout_id
          and (page.status = 'expired' or subscriptions.status in ('canceled', 'incomplete_expired')))
  ) then
    raise check_violation using
      message = format('The team %s has a subscription, or may begin one.', old.id),
      table = 'teams',
      constraint = 'teams_not_subscribed';
  end if;
  return old;
end
$$;
create trigger teams_not_subscribed before delete on teams for each row execute function refuse_while_subscribed();
