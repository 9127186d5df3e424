-- The schema that db/migrations make. Written by `npm run quartet -- migrate --dump`; not to be edited.

create table active_entitlements (
  customer_id text collate "C" not null,
  features text[] not null,
  livemode boolean not null,
  as_of timestamp with time zone not null,
  is_provisional boolean not null,
  constraint active_entitlements_pkey PRIMARY KEY (customer_id)
);
CREATE INDEX active_entitlements_provisional_idx ON public.active_entitlements USING btree (as_of) WHERE is_provisional;
grant delete, insert, select, update on active_entitlements to quartet_app;

create table administrators (
  id text collate "C" not null,
  email text not null,
  full_name text,
  password_hash text not null,
  role text not null,
  status text default 'active'::text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint administrators_email_canonical CHECK ((email = lower(btrim(email)))),
  constraint administrators_email_key UNIQUE (email),
  constraint administrators_pkey PRIMARY KEY (id),
  constraint administrators_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'support'::text, 'billing'::text, 'owner'::text]))),
  constraint administrators_status_check CHECK ((status = ANY (ARRAY['active'::text, 'disabled'::text])))
);

create table api_keys (
  id text collate "C" not null,
  user_id text not null,
  name text not null,
  secret_hash text not null,
  scopes text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint api_keys_pkey PRIMARY KEY (id),
  constraint api_keys_scopes CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['read'::text, 'write'::text])))
);
CREATE INDEX api_keys_user_id_idx ON public.api_keys USING btree (user_id, id);
grant delete, insert, select, update on api_keys to quartet_app;

create table audit_head (
  only_row boolean default true not null,
  "position" bigint not null,
  hash text not null,
  constraint audit_head_only_row_check CHECK (only_row),
  constraint audit_head_pkey PRIMARY KEY (only_row)
);
grant select on audit_head to quartet_app;

create table audit_log (
  "position" bigint not null,
  id text collate "C" not null,
  occurred_at timestamp with time zone not null,
  action text not null,
  actor_kind text not null,
  actor_id text collate "C",
  subject_id text collate "C",
  target_kind text not null,
  target_id text collate "C" not null,
  reason text,
  before jsonb,
  after jsonb,
  request_id text,
  previous_hash text not null,
  hash text not null,
  constraint audit_log_actor CHECK (((actor_kind = 'system'::text) = (actor_id IS NULL))),
  constraint audit_log_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'api_key'::text, 'administrator'::text, 'operator'::text, 'system'::text]))),
  constraint audit_log_id_key UNIQUE (id),
  constraint audit_log_pkey PRIMARY KEY ("position")
);
CREATE INDEX audit_log_actor_idx ON public.audit_log USING btree (actor_id, "position" DESC);
CREATE INDEX audit_log_target_idx ON public.audit_log USING btree (target_kind, target_id, "position" DESC);
grant insert, select on audit_log to quartet_app;

create table billing_accounts (
  id text collate "C" not null,
  user_id text collate "C",
  team_id text collate "C",
  livemode boolean not null,
  customer_id text collate "C",
  checkout_id text collate "C",
  sent_email text,
  sent_name text,
  had_subscription boolean default false not null,
  created_at timestamp with time zone not null,
  constraint billing_accounts_customer_key UNIQUE (customer_id),
  constraint billing_accounts_one_owner CHECK ((num_nonnulls(user_id, team_id) <= 1)),
  constraint billing_accounts_pkey PRIMARY KEY (id),
  constraint billing_accounts_team_key UNIQUE (team_id, livemode),
  constraint billing_accounts_user_key UNIQUE (user_id, livemode)
);
alter table billing_accounts enable row level security;
alter table billing_accounts force row level security;
grant insert, select, update on billing_accounts to quartet_app;

create table charges (
  id text collate "C" not null,
  customer_id text collate "C",
  payment_intent_id text collate "C",
  status text not null,
  currency text not null,
  amount_cents bigint not null,
  amount_refunded_cents bigint not null,
  is_disputed boolean not null,
  created_at timestamp with time zone not null,
  livemode boolean not null,
  as_of timestamp with time zone not null,
  is_provisional boolean not null,
  constraint charges_pkey PRIMARY KEY (id)
);
CREATE INDEX charges_customer_id_idx ON public.charges USING btree (customer_id, created_at DESC);
CREATE INDEX charges_provisional_idx ON public.charges USING btree (as_of) WHERE is_provisional;
grant delete, insert, select, update on charges to quartet_app;

create table checkout_sessions (
  id text collate "C" not null,
  customer_id text collate "C",
  subscription_id text collate "C",
  client_reference_id text,
  mode text not null,
  status text not null,
  payment_status text not null,
  url text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  livemode boolean not null,
  as_of timestamp with time zone not null,
  is_provisional boolean not null,
  constraint checkout_sessions_pkey PRIMARY KEY (id),
  constraint checkout_sessions_status_check CHECK ((status = ANY (ARRAY['open'::text, 'complete'::text, 'expired'::text])))
);
CREATE INDEX checkout_sessions_customer_id_idx ON public.checkout_sessions USING btree (customer_id, created_at DESC);
CREATE INDEX checkout_sessions_provisional_idx ON public.checkout_sessions USING btree (as_of) WHERE is_provisional;
grant delete, insert, select, update on checkout_sessions to quartet_app;

create table customers (
  id text collate "C" not null,
  email text,
  name text,
  currency text,
  default_payment_method_id text collate "C",
  is_delinquent boolean not null,
  is_deleted boolean not null,
  created_at timestamp with time zone,
  test_clock_id text collate "C",
  livemode boolean not null,
  as_of timestamp with time zone not null,
  is_provisional boolean not null,
  constraint customers_pkey PRIMARY KEY (id)
);
CREATE INDEX customers_provisional_idx ON public.customers USING btree (as_of) WHERE is_provisional;
grant delete, insert, select, update on customers to quartet_app;

create table development_mails (
  id bigint generated always as identity not null,
  recipient text not null,
  raw bytea not null,
  received_at timestamp with time zone default now() not null,
  constraint development_mails_pkey PRIMARY KEY (id)
);
CREATE INDEX development_mails_recipient_idx ON public.development_mails USING btree (recipient, id DESC);
grant delete, insert, select on development_mails to quartet_app;

create table disputes (
  id text collate "C" not null,
  charge_id text collate "C",
  status text not null,
  reason text,
  currency text not null,
  amount_cents bigint not null,
  evidence_due_by timestamp with time zone,
  created_at timestamp with time zone not null,
  livemode boolean not null,
  as_of timestamp with time zone not null,
  is_provisional boolean not null,
  constraint disputes_pkey PRIMARY KEY (id)
);
CREATE INDEX disputes_charge_id_idx ON public.disputes USING btree (charge_id);
CREATE INDEX disputes_provisional_idx ON public.disputes USING btree (as_of) WHERE is_provisional;
grant delete, insert, select, update on disputes to quartet_app;

create table effects (
  key text collate "C" not null,
  kind text not null,
  payload jsonb not null,
  state text default 'pending'::text not null,
  attempts integer default 0 not null,
  next_attempt_at timestamp with time zone default now() not null,
  claimed_until timestamp with time zone,
  fence bigint default 0 not null,
  created_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  last_error text,
  resolved_by text,
  resolved_reason text,
  constraint effects_claimed CHECK (((state = 'sending'::text) = (claimed_until IS NOT NULL))),
  constraint effects_pkey PRIMARY KEY (key),
  constraint effects_resolved CHECK (((resolved_by IS NULL) = (resolved_reason IS NULL))),
  constraint effects_settled CHECK (((state = ANY (ARRAY['sent'::text, 'suppressed'::text, 'unknown'::text])) = (settled_at IS NOT NULL))),
  constraint effects_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'suppressed'::text, 'unknown'::text])))
);
CREATE INDEX effects_created_at_idx ON public.effects USING btree (created_at, key);
CREATE INDEX effects_due_idx ON public.effects USING btree (next_attempt_at) WHERE (state = 'pending'::text);
CREATE INDEX effects_sending_idx ON public.effects USING btree (claimed_until) WHERE (state = 'sending'::text);
CREATE INDEX effects_unknown_idx ON public.effects USING btree (settled_at) WHERE (state = 'unknown'::text);
grant insert, select, update on effects to quartet_app;

create table feature_flag_overrides (
  flag_key text collate "C" not null,
  team_id text collate "C" not null,
  is_enabled boolean not null,
  updated_at timestamp with time zone not null,
  constraint feature_flag_overrides_pkey PRIMARY KEY (flag_key, team_id)
);
CREATE INDEX feature_flag_overrides_team_id_idx ON public.feature_flag_overrides USING btree (team_id);
alter table feature_flag_overrides enable row level security;
alter table feature_flag_overrides force row level security;
grant delete, insert, select, update on feature_flag_overrides to quartet_app;

create table feature_flags (
  key text collate "C" not null,
  description text not null,
  is_enabled boolean not null,
  rollout_basis_points integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  archived_at timestamp with time zone,
  constraint feature_flags_description_check CHECK (((length(description) >= 1) AND (length(description) <= 500))),
  constraint feature_flags_key_check CHECK ((key ~ '^[a-z][a-z0-9-]{0,62}$'::text)),
  constraint feature_flags_pkey PRIMARY KEY (key),
  constraint feature_flags_rollout_basis_points_check CHECK (((rollout_basis_points >= 0) AND (rollout_basis_points <= 10000)))
);
grant insert, select, update on feature_flags to quartet_app;

create table idempotency_keys (
  key_hash text not null,
  request_hash text not null,
  carried_out_at timestamp with time zone,
  status smallint,
  answer_sealed bytea,
  locked_until timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint idempotency_keys_answered CHECK (((status IS NULL) = (answer_sealed IS NULL))),
  constraint idempotency_keys_pkey PRIMARY KEY (key_hash)
);
CREATE INDEX idempotency_keys_expires_at_idx ON public.idempotency_keys USING btree (expires_at);
grant delete, insert, select, update on idempotency_keys to quartet_app;

create table identities (
  issuer text not null,
  subject text not null,
  provider text not null,
  user_id text not null,
  created_at timestamp with time zone not null,
  constraint identities_pkey PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_user_id_idx ON public.identities USING btree (user_id);
grant delete, insert, select, update on identities to quartet_app;

create table invitations (
  id text collate "C" not null,
  team_id text collate "C" not null,
  email text not null,
  role text not null,
  token_hash text not null,
  invited_by text collate "C" not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint invitations_ended_once CHECK (((accepted_at IS NULL) OR (revoked_at IS NULL))),
  constraint invitations_pkey PRIMARY KEY (id),
  constraint invitations_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text, 'viewer'::text]))),
  constraint invitations_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX invitations_invited_by_idx ON public.invitations USING btree (invited_by);
CREATE UNIQUE INDEX invitations_open_idx ON public.invitations USING btree (team_id, email) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));
CREATE INDEX invitations_team_id_idx ON public.invitations USING btree (team_id, id);
alter table invitations enable row level security;
alter table invitations force row level security;
grant delete, insert, select, update on invitations to quartet_app;

create table invoice_payments (
  id text collate "C" not null,
  invoice_id text collate "C" not null,
  status text not null,
  amount_paid_cents bigint,
  payment_intent_id text collate "C",
  charge_id text collate "C",
  livemode boolean not null,
  as_of timestamp with time zone not null,
  is_provisional boolean not null,
  constraint invoice_payments_pkey PRIMARY KEY (id)
);
CREATE INDEX invoice_payments_invoice_id_idx ON public.invoice_payments USING btree (invoice_id);
CREATE INDEX invoice_payments_provisional_idx ON public.invoice_payments USING btree (as_of) WHERE is_provisional;
grant delete, insert, select, update on invoice_payments to quartet_app;

create table invoices (
  id text collate "C" not null,
  customer_id text collate "C",
  subscription_id text collate "C",
  number text,
  status text not null,
  billing_reason text,
  currency text not null,
  total_cents bigint not null,
  amount_due_cents bigint not null,
  amount_paid_cents bigint not null,
  amount_remaining_cents bigint not null,
  attempt_count integer not null,
  next_payment_attempt_at timestamp with time zone,
  due_at timestamp with time zone,
  period_start timestamp with time zone,
  period_end timestamp with time zone,
  hosted_invoice_url text,
  invoice_pdf_url text,
  finalization_error text,
  created_at timestamp with time zone not null,
  finalized_at timestamp with time zone,
  paid_at timestamp with time zone,
  voided_at timestamp with time zone,
  uncollectible_at timestamp with time zone,
  livemode boolean not null,
  as_of timestamp with time zone not null,
  is_provisional boolean not null,
  constraint invoices_pkey PRIMARY KEY (id),
  constraint invoices_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'open'::text, 'paid'::text, 'uncollectible'::text, 'void'::text, 'deleted'::text])))
);
CREATE INDEX invoices_customer_id_idx ON public.invoices USING btree (customer_id, created_at DESC, id DESC);
CREATE INDEX invoices_provisional_idx ON public.invoices USING btree (as_of) WHERE is_provisional;
CREATE INDEX invoices_subscription_id_idx ON public.invoices USING btree (subscription_id);
grant delete, insert, select, update on invoices to quartet_app;

create table live_mode (
  is_entered boolean default true not null,
  entered_at timestamp with time zone not null,
  constraint live_mode_is_entered_check CHECK (is_entered),
  constraint live_mode_pkey PRIMARY KEY (is_entered)
);
grant insert, select on live_mode to quartet_app;

create table mail_tokens (
  token_hash text not null,
  purpose text not null,
  user_id text not null,
  email text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  superseded_at timestamp with time zone,
  constraint mail_tokens_ended_once CHECK (((used_at IS NULL) OR (superseded_at IS NULL))),
  constraint mail_tokens_pkey PRIMARY KEY (token_hash),
  constraint mail_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['verify_email'::text, 'reset_password'::text])))
);
CREATE INDEX mail_tokens_expires_at_idx ON public.mail_tokens USING btree (expires_at);
CREATE UNIQUE INDEX mail_tokens_open_idx ON public.mail_tokens USING btree (user_id, purpose) WHERE ((used_at IS NULL) AND (superseded_at IS NULL));
CREATE INDEX mail_tokens_user_id_idx ON public.mail_tokens USING btree (user_id, purpose, created_at);
grant delete, insert, select, update on mail_tokens to quartet_app;

create table mails (
  id text collate "C" not null,
  user_id text,
  recipient text not null,
  template text not null,
  sealed bytea,
  status text default 'queued'::text not null,
  attempts smallint default 0 not null,
  claimed_until timestamp with time zone,
  last_error text,
  message_id text,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  constraint mails_forgotten CHECK (((status = 'queued'::text) = (sealed IS NOT NULL))),
  constraint mails_pkey PRIMARY KEY (id),
  constraint mails_sent CHECK (((status = 'sent'::text) = (sent_at IS NOT NULL))),
  constraint mails_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text])))
);
CREATE INDEX mails_created_at_idx ON public.mails USING btree (created_at);
CREATE INDEX mails_user_id_idx ON public.mails USING btree (user_id, id DESC);
grant delete, insert, select, update on mails to quartet_app;

create table memberships (
  team_id text collate "C" not null,
  user_id text collate "C" not null,
  role text not null,
  created_at timestamp with time zone not null,
  constraint memberships_pkey PRIMARY KEY (team_id, user_id),
  constraint memberships_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text, 'viewer'::text])))
);
CREATE INDEX memberships_user_id_idx ON public.memberships USING btree (user_id, team_id);
alter table memberships enable row level security;
alter table memberships force row level security;
grant delete, insert, select, update on memberships to quartet_app;

create table oauth_flows (
  state_hash text not null,
  provider text not null,
  browser_hash text not null,
  sealed bytea not null,
  return_to text not null,
  expires_at timestamp with time zone not null,
  constraint oauth_flows_pkey PRIMARY KEY (state_hash)
);
CREATE INDEX oauth_flows_expires_at_idx ON public.oauth_flows USING btree (expires_at);
grant delete, insert, select, update on oauth_flows to quartet_app;

create table payment_methods (
  id text collate "C" not null,
  customer_id text collate "C",
  type text not null,
  card_brand text,
  card_last4 text,
  card_exp_month smallint,
  card_exp_year smallint,
  livemode boolean not null,
  as_of timestamp with time zone not null,
  is_provisional boolean not null,
  constraint payment_methods_pkey PRIMARY KEY (id)
);
CREATE INDEX payment_methods_customer_id_idx ON public.payment_methods USING btree (customer_id);
CREATE INDEX payment_methods_provisional_idx ON public.payment_methods USING btree (as_of) WHERE is_provisional;
grant delete, insert, select, update on payment_methods to quartet_app;

create table plan_features (
  plan_id text not null,
  feature text not null,
  "position" smallint not null,
  description text not null,
  quota integer,
  constraint plan_features_pkey PRIMARY KEY (plan_id, feature),
  constraint plan_features_quota_check CHECK ((quota > 0))
);
grant select on plan_features to quartet_app;

create table plans (
  id text not null,
  name text not null,
  "position" smallint not null,
  price_cents integer not null,
  currency text not null,
  "interval" text not null,
  trial_days smallint default 0 not null,
  constraint plans_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
  constraint plans_interval_check CHECK (("interval" = ANY (ARRAY['month'::text, 'year'::text]))),
  constraint plans_pkey PRIMARY KEY (id),
  constraint plans_price_cents_check CHECK ((price_cents >= 0)),
  constraint plans_trial_days_check CHECK (((trial_days >= 0) AND (trial_days <= 730)))
);
grant select on plans to quartet_app;

create table profiles (
  user_id text not null,
  display_name text,
  timezone text default 'UTC'::text not null,
  biography text,
  updated_at timestamp with time zone not null,
  constraint profiles_pkey PRIMARY KEY (user_id)
);
grant delete, insert, select, update on profiles to quartet_app;

create table provider_accounts (
  livemode boolean not null,
  account_id text collate "C" not null,
  kept_at timestamp with time zone not null,
  constraint provider_accounts_pkey PRIMARY KEY (livemode)
);
grant insert, select, update on provider_accounts to quartet_app;

create table reconciliation_drift (
  reconciliation_id text collate "C" not null,
  "position" bigint generated always as identity not null,
  object_key text collate "C" not null,
  class text not null,
  event_id text collate "C",
  differences jsonb,
  found_at timestamp with time zone not null,
  constraint reconciliation_drift_class_check CHECK ((class = ANY (ARRAY['missed'::text, 'dropped'::text, 'late'::text, 'edited'::text]))),
  constraint reconciliation_drift_once UNIQUE NULLS NOT DISTINCT (reconciliation_id, object_key, event_id),
  constraint reconciliation_drift_pkey PRIMARY KEY (reconciliation_id, "position")
);
CREATE INDEX reconciliation_drift_late_idx ON public.reconciliation_drift USING btree (event_id) WHERE (class = 'late'::text);
grant delete, insert, select on reconciliation_drift to quartet_app;

create table reconciliation_seen (
  reconciliation_id text collate "C" not null,
  object_key text collate "C" not null,
  constraint reconciliation_seen_pkey PRIMARY KEY (reconciliation_id, object_key)
);
grant delete, insert, select on reconciliation_seen to quartet_app;

create table reconciliations (
  id text collate "C" not null,
  requested_by text,
  requested_at timestamp with time zone not null,
  since timestamp with time zone not null,
  is_dry_run boolean not null,
  request_budget integer not null,
  state text default 'running'::text not null,
  phase text default 'events'::text not null,
  cursor text collate "C",
  events_seen integer default 0 not null,
  objects_compared integer default 0 not null,
  requests_used integer default 0 not null,
  attempts integer default 0 not null,
  fence bigint default 0 not null,
  lease_until timestamp with time zone,
  finished_at timestamp with time zone,
  error text,
  constraint reconciliations_failed CHECK (((state = 'failed'::text) = (error IS NOT NULL))),
  constraint reconciliations_finished CHECK (((state = 'running'::text) = (finished_at IS NULL))),
  constraint reconciliations_phase_check CHECK ((phase = ANY (ARRAY['events'::text, 'subscription'::text, 'customer'::text, 'invoice'::text, 'invoice_payment'::text, 'checkout.session'::text, 'charge'::text, 'dispute'::text]))),
  constraint reconciliations_pkey PRIMARY KEY (id),
  constraint reconciliations_request_budget_check CHECK ((request_budget > 0)),
  constraint reconciliations_state_check CHECK ((state = ANY (ARRAY['running'::text, 'finished'::text, 'failed'::text])))
);
CREATE UNIQUE INDEX reconciliations_one_runs ON public.reconciliations USING btree ((true)) WHERE (state = 'running'::text);
grant delete, insert, select, update on reconciliations to quartet_app;

create table refresh_tokens (
  token_hash text not null,
  session_id text not null,
  created_at timestamp with time zone not null,
  used_at timestamp with time zone,
  successor_sealed bytea,
  constraint refresh_tokens_pkey PRIMARY KEY (token_hash),
  constraint refresh_tokens_used CHECK (((used_at IS NULL) = (successor_sealed IS NULL)))
);
CREATE UNIQUE INDEX refresh_tokens_one_live_idx ON public.refresh_tokens USING btree (session_id) WHERE (used_at IS NULL);
CREATE INDEX refresh_tokens_session_id_idx ON public.refresh_tokens USING btree (session_id);
grant delete, insert, select, update on refresh_tokens to quartet_app;

create table schema_migrations (
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone default now() not null,
  constraint schema_migrations_pkey PRIMARY KEY (name)
);
grant select on schema_migrations to quartet_app;

create table sessions (
  id text collate "C" not null,
  user_id text not null,
  token_hash text not null,
  user_agent text,
  address text,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  cookie_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  revoked_reason text,
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_revoked CHECK (((revoked_at IS NULL) = (revoked_reason IS NULL))),
  constraint sessions_revoked_reason_check CHECK ((revoked_reason = ANY (ARRAY['signed_out'::text, 'signed_out_everywhere'::text, 'revoked_by_user'::text, 'refresh_token_reuse'::text, 'password_reset'::text, 'password_changed'::text, 'user_disabled'::text, 'restored'::text]))),
  constraint sessions_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX sessions_expires_at_idx ON public.sessions USING btree (expires_at);
CREATE INDEX sessions_user_id_idx ON public.sessions USING btree (user_id, id);
grant delete, insert, select, update on sessions to quartet_app;

create table signing_keys (
  kid text not null,
  algorithm text not null,
  public_jwk jsonb not null,
  private_sealed bytea not null,
  created_at timestamp with time zone not null,
  signs_from timestamp with time zone not null,
  signs_until timestamp with time zone not null,
  published_until timestamp with time zone not null,
  constraint signing_keys_algorithm_check CHECK ((algorithm = 'ES256'::text)),
  constraint signing_keys_one_signs EXCLUDE USING gist (tstzrange(signs_from, signs_until) WITH &&),
  constraint signing_keys_order CHECK (((created_at <= signs_from) AND (signs_from < signs_until) AND (signs_until < published_until))),
  constraint signing_keys_pkey PRIMARY KEY (kid)
);
grant delete, insert, select, update on signing_keys to quartet_app;

create table subscription_items (
  id text collate "C" not null,
  subscription_id text collate "C" not null,
  "position" smallint not null,
  plan_id text,
  price_id text collate "C" not null,
  product_id text collate "C",
  quantity integer not null,
  unit_amount_cents bigint,
  currency text,
  "interval" text,
  interval_count integer,
  current_period_start timestamp with time zone,
  current_period_end timestamp with time zone,
  constraint subscription_items_pkey PRIMARY KEY (id)
);
CREATE INDEX subscription_items_subscription_id_idx ON public.subscription_items USING btree (subscription_id);
grant delete, insert, select, update on subscription_items to quartet_app;

create table subscriptions (
  id text collate "C" not null,
  customer_id text collate "C" not null,
  status text not null,
  collection_method text not null,
  currency text,
  current_period_start timestamp with time zone,
  current_period_end timestamp with time zone,
  trial_start timestamp with time zone,
  trial_end timestamp with time zone,
  cancel_at_period_end boolean not null,
  cancel_at timestamp with time zone,
  canceled_at timestamp with time zone,
  cancellation_reason text,
  ended_at timestamp with time zone,
  is_collection_paused boolean not null,
  pending_update_expires_at timestamp with time zone,
  latest_invoice_id text collate "C",
  default_payment_method_id text collate "C",
  access_until timestamp with time zone,
  created_at timestamp with time zone not null,
  test_clock_id text collate "C",
  livemode boolean not null,
  as_of timestamp with time zone not null,
  is_provisional boolean not null,
  constraint subscriptions_pkey PRIMARY KEY (id),
  constraint subscriptions_status_check CHECK ((status = ANY (ARRAY['incomplete'::text, 'incomplete_expired'::text, 'trialing'::text, 'active'::text, 'past_due'::text, 'unpaid'::text, 'paused'::text, 'canceled'::text])))
);
CREATE INDEX subscriptions_customer_id_idx ON public.subscriptions USING btree (customer_id, created_at DESC);
CREATE INDEX subscriptions_provisional_idx ON public.subscriptions USING btree (as_of) WHERE is_provisional;
grant delete, insert, select, update on subscriptions to quartet_app;

create table teams (
  id text collate "C" not null,
  name text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint teams_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint teams_pkey PRIMARY KEY (id)
);
alter table teams enable row level security;
alter table teams force row level security;
grant delete, insert, select, update on teams to quartet_app;

create table users (
  id text collate "C" not null,
  email text not null,
  full_name text,
  password_hash text,
  email_verified_at timestamp with time zone,
  status text default 'active'::text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint users_email_canonical CHECK ((email = lower(btrim(email)))),
  constraint users_email_key UNIQUE (email),
  constraint users_pkey PRIMARY KEY (id),
  constraint users_status_check CHECK ((status = ANY (ARRAY['active'::text, 'disabled'::text])))
);
CREATE INDEX users_created_at_idx ON public.users USING btree (created_at, id);
grant delete, insert, select, update on users to quartet_app;

create table webhook_attempts (
  id bigint generated always as identity not null,
  provider text collate "C" not null,
  account text collate "C" not null,
  livemode boolean not null,
  object_key text collate "C" not null,
  attempt integer not null,
  worker text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone not null,
  noted_at timestamp with time zone default clock_timestamp() not null,
  outcome text not null,
  event_ids text[] not null,
  changes jsonb,
  error_name text,
  error_message text,
  next_attempt_at timestamp with time zone,
  constraint webhook_attempts_failed CHECK (((outcome = 'succeeded'::text) = (error_name IS NULL))),
  constraint webhook_attempts_outcome_check CHECK ((outcome = ANY (ARRAY['succeeded'::text, 'failed'::text, 'parked'::text]))),
  constraint webhook_attempts_pkey PRIMARY KEY (id),
  constraint webhook_attempts_retried CHECK (((outcome = 'failed'::text) = (next_attempt_at IS NOT NULL)))
);
CREATE INDEX webhook_attempts_finished_at_idx ON public.webhook_attempts USING brin (finished_at);
CREATE INDEX webhook_attempts_noted_at_idx ON public.webhook_attempts USING brin (noted_at);
CREATE INDEX webhook_attempts_object_idx ON public.webhook_attempts USING btree (object_key, id);
grant delete, insert, select on webhook_attempts to quartet_app;

create table webhook_event_states (
  provider text collate "C" not null,
  account text collate "C" not null,
  livemode boolean not null,
  event_id text collate "C" not null,
  "position" bigint generated always as identity not null,
  received_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  object_key text collate "C" not null,
  status text default 'pending'::text not null,
  settled_at timestamp with time zone,
  replay_count integer default 0 not null,
  constraint webhook_event_states_pkey PRIMARY KEY (event_id, provider, account, livemode),
  constraint webhook_event_states_replay_count_check CHECK ((replay_count >= 0)),
  constraint webhook_event_states_settled CHECK (((status = 'pending'::text) = (settled_at IS NULL))),
  constraint webhook_event_states_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'processed'::text, 'ignored'::text])))
);
CREATE INDEX webhook_event_states_pending_idx ON public.webhook_event_states USING btree (provider, account, livemode, object_key, created_at, "position") WHERE (status = 'pending'::text);
CREATE INDEX webhook_event_states_received_at_idx ON public.webhook_event_states USING brin (received_at);
grant delete, insert, select, update on webhook_event_states to quartet_app;

create table webhook_events (
  received_at timestamp with time zone not null,
  "position" bigint not null,
  provider text collate "C" not null,
  account text collate "C" not null,
  livemode boolean not null,
  event_id text collate "C" not null,
  type text collate "C" not null,
  object_key text collate "C" not null,
  created_at timestamp with time zone not null,
  source text not null,
  payload bytea not null,
  constraint webhook_events_pkey PRIMARY KEY (received_at, "position"),
  constraint webhook_events_source_check CHECK ((source = ANY (ARRAY['signed'::text, 'unsigned'::text, 'reconciled'::text, 'observed'::text])))
) partition by RANGE (received_at);
CREATE INDEX webhook_events_object_idx ON public.webhook_events USING btree (object_key, created_at, "position");
grant insert, select on webhook_events to quartet_app;

create table webhook_events_default partition of webhook_events DEFAULT;

create table webhook_objects (
  id text collate "C" not null,
  provider text collate "C" not null,
  account text collate "C" not null,
  livemode boolean not null,
  object_key text collate "C" not null,
  state text default 'pending'::text not null,
  marks bigint default 1 not null,
  attempts integer default 0 not null,
  next_attempt_at timestamp with time zone default now() not null,
  fence bigint default 0 not null,
  leased_by text,
  lease_until timestamp with time zone,
  parked_at timestamp with time zone,
  constraint webhook_objects_attempts_check CHECK ((attempts >= 0)),
  constraint webhook_objects_key UNIQUE (provider, account, livemode, object_key),
  constraint webhook_objects_leased CHECK ((((state = 'leased'::text) = (lease_until IS NOT NULL)) AND ((state = 'leased'::text) = (leased_by IS NOT NULL)))),
  constraint webhook_objects_parked CHECK (((state = 'parked'::text) = (parked_at IS NOT NULL))),
  constraint webhook_objects_pkey PRIMARY KEY (id),
  constraint webhook_objects_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'leased'::text, 'parked'::text])))
);
CREATE INDEX webhook_objects_due_idx ON public.webhook_objects USING btree (next_attempt_at) WHERE (state = 'pending'::text);
CREATE INDEX webhook_objects_leased_idx ON public.webhook_objects USING btree (lease_until) WHERE (state = 'leased'::text);
CREATE INDEX webhook_objects_parked_idx ON public.webhook_objects USING btree (parked_at, id) WHERE (state = 'parked'::text);
grant delete, insert, select, update on webhook_objects to quartet_app;

create table webhook_rebuilds (
  id text collate "C" not null,
  operator_id text not null,
  state text default 'building'::text not null,
  requested_at timestamp with time zone not null,
  cursor_object text collate "C",
  caught_up_to timestamp with time zone default now() not null,
  objects bigint default 0 not null,
  differences bigint,
  built_at timestamp with time zone,
  swapped_at timestamp with time zone,
  swapped_by text,
  last_error text,
  constraint webhook_rebuilds_failed CHECK (((state = 'failed'::text) = (last_error IS NOT NULL))),
  constraint webhook_rebuilds_pkey PRIMARY KEY (id),
  constraint webhook_rebuilds_state_check CHECK ((state = ANY (ARRAY['building'::text, 'built'::text, 'swapped'::text, 'superseded'::text, 'failed'::text]))),
  constraint webhook_rebuilds_swapped CHECK ((((state = 'swapped'::text) = (swapped_at IS NOT NULL)) AND ((state = 'swapped'::text) = (swapped_by IS NOT NULL))))
);
CREATE UNIQUE INDEX webhook_rebuilds_built_key ON public.webhook_rebuilds USING btree ((true)) WHERE (state = 'built'::text);
CREATE UNIQUE INDEX webhook_rebuilds_running_key ON public.webhook_rebuilds USING btree ((true)) WHERE (state = 'building'::text);
grant insert, select, update on webhook_rebuilds to quartet_app;

create table webhook_replays (
  id text collate "C" not null,
  operator_id text not null,
  filter jsonb not null,
  requested_at timestamp with time zone not null,
  cursor_at timestamp with time zone,
  cursor_position bigint,
  events bigint default 0 not null,
  finished_at timestamp with time zone,
  constraint webhook_replays_cursor CHECK (((cursor_at IS NULL) = (cursor_position IS NULL))),
  constraint webhook_replays_pkey PRIMARY KEY (id)
);
CREATE INDEX webhook_replays_running_idx ON public.webhook_replays USING btree (id) WHERE (finished_at IS NULL);
grant insert, select, update on webhook_replays to quartet_app;

CREATE OR REPLACE FUNCTION public.append_to_audit_chain()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
begin
  select position + 1, hash into new.position, new.previous_hash from audit_head for update;
  new.hash := audit_entry_hash(new);
  update audit_head set position = new.position, hash = new.hash;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION public.audit_entry_hash(entry audit_log)
 RETURNS text
 LANGUAGE sql
 STABLE
RETURN encode(sha256(convert_to((jsonb_build_array((entry)."position", (entry).id, EXTRACT(epoch FROM (entry).occurred_at), (entry).action, (entry).actor_kind, (entry).actor_id, (entry).subject_id, (entry).target_kind, (entry).target_id, (entry).reason, (entry).before, (entry).after, (entry).request_id, (entry).previous_hash))::text, 'UTF8'::name)), 'hex'::text);

CREATE OR REPLACE FUNCTION public.create_webhook_partition(moment timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET lock_timeout TO '5s'
 SET "TimeZone" TO 'UTC'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.current_invitation_token_hash()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('quartet.invitation_token_hash'::text, true), ''::text);

CREATE OR REPLACE FUNCTION public.current_team_id()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('quartet.team_id'::text, true), ''::text);

CREATE OR REPLACE FUNCTION public.current_user_id()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('quartet.user_id'::text, true), ''::text);

CREATE OR REPLACE FUNCTION public.drop_webhook_partitions(before timestamp with time zone)
 RETURNS SETOF text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET lock_timeout TO '5s'
 SET "TimeZone" TO 'UTC'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.entitlements_of(of_user text, of_team text, of_livemode boolean, at timestamp with time zone)
 RETURNS TABLE(feature text, quota integer)
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.feature_flag_overrides_of_all_teams(of_flag text DEFAULT NULL::text)
 RETURNS SETOF feature_flag_overrides
 LANGUAGE plpgsql
AS $function$
begin
  perform set_config('quartet.reads_feature_flag_overrides', 'of all teams', true);
  return query select * from feature_flag_overrides where of_flag is null or flag_key = of_flag;
  perform set_config('quartet.reads_feature_flag_overrides', '', true);
end
$function$;

CREATE OR REPLACE FUNCTION public.keep_an_owner()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  scope text := current_team_id();
begin
  perform set_config('quartet.team_id', old.team_id, true);
  perform from teams where id = old.team_id for no key update;
  if found and not exists (select from memberships where team_id = old.team_id and role = 'owner') then
    raise check_violation using
      message = format('The team %s would be left without an owner.', old.team_id),
      table = 'memberships',
      constraint = 'memberships_last_owner';
  end if;
  perform set_config('quartet.team_id', scope, true);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.refuse_while_subscribed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.revoke_api_keys_of_disabled_user()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update api_keys set revoked_at = new.updated_at where user_id = new.id and revoked_at is null;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.team_role(of_user text, in_team text)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
declare
  scope text := current_user_id();
  found_role text;
begin
  perform set_config('quartet.user_id', of_user, true);
  select role into found_role from memberships where team_id = in_team and user_id = of_user;
  perform set_config('quartet.user_id', scope, true);
  return found_role;
end
$function$;

alter table api_keys add constraint api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table billing_accounts add constraint billing_accounts_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id) ON DELETE SET NULL;
alter table billing_accounts add constraint billing_accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL;
alter table feature_flag_overrides add constraint feature_flag_overrides_flag_key_fkey FOREIGN KEY (flag_key) REFERENCES feature_flags(key);
alter table feature_flag_overrides add constraint feature_flag_overrides_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id) ON DELETE CASCADE;
alter table identities add constraint identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table invitations add constraint invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES users(id) ON DELETE CASCADE;
alter table invitations add constraint invitations_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id) ON DELETE CASCADE;
alter table mail_tokens add constraint mail_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table mails add constraint mails_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL;
alter table memberships add constraint memberships_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id) ON DELETE CASCADE;
alter table memberships add constraint memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table plan_features add constraint plan_features_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans(id) ON DELETE CASCADE;
alter table profiles add constraint profiles_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table reconciliation_drift add constraint reconciliation_drift_reconciliation_id_fkey FOREIGN KEY (reconciliation_id) REFERENCES reconciliations(id) ON DELETE CASCADE;
alter table reconciliation_seen add constraint reconciliation_seen_reconciliation_id_fkey FOREIGN KEY (reconciliation_id) REFERENCES reconciliations(id) ON DELETE CASCADE;
alter table refresh_tokens add constraint refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE;
alter table sessions add constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

CREATE TRIGGER audit_log_append BEFORE INSERT ON public.audit_log FOR EACH ROW EXECUTE FUNCTION append_to_audit_chain();
CREATE CONSTRAINT TRIGGER memberships_last_owner AFTER DELETE OR UPDATE ON public.memberships NOT DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW WHEN ((old.role = 'owner'::text)) EXECUTE FUNCTION keep_an_owner();
CREATE TRIGGER teams_not_subscribed BEFORE DELETE ON public.teams FOR EACH ROW EXECUTE FUNCTION refuse_while_subscribed();
CREATE TRIGGER users_disabled_revokes_api_keys AFTER UPDATE OF status ON public.users FOR EACH ROW WHEN ((new.status = 'disabled'::text)) EXECUTE FUNCTION revoke_api_keys_of_disabled_user();

create policy billing_accounts_in_scope on billing_accounts
  using ((team_id = current_team_id()));
create policy billing_accounts_of_person on billing_accounts
  using ((user_id = current_user_id()));
create policy feature_flag_overrides_in_scope on feature_flag_overrides
  using ((team_id = current_team_id()));
create policy feature_flag_overrides_of_all_teams on feature_flag_overrides for select
  using ((current_setting('quartet.reads_feature_flag_overrides'::text, true) = 'of all teams'::text));
create policy invitations_in_scope on invitations
  using ((team_id = current_team_id()));
create policy invitations_of_holder on invitations for select
  using ((token_hash = current_invitation_token_hash()));
create policy memberships_in_scope on memberships
  using ((team_id = current_team_id()));
create policy memberships_of_person on memberships for select
  using ((user_id = current_user_id()));
create policy teams_in_scope on teams
  using ((id = current_team_id()));
create policy teams_of_person on teams for select
  using ((EXISTS ( SELECT
   FROM memberships m
  WHERE ((m.team_id = teams.id) AND (m.user_id = current_user_id())))));

revoke all on function create_webhook_partition(timestamp with time zone) from public;
grant execute on function create_webhook_partition(timestamp with time zone) to quartet_app;
revoke all on function drop_webhook_partitions(timestamp with time zone) from public;
grant execute on function drop_webhook_partitions(timestamp with time zone) to quartet_app;
revoke all on schema public from public;
grant usage on schema public to public;
grant usage on schema public to quartet_app;
