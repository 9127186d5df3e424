create table plans (
  id          text primary key,                -- starter, growth, scale
  name        text not null,
  position    smallint not null,               -- order on a price page
  price_cents integer not null check (price_cents >= 0),
  currency    text not null check (currency ~ '^[a-z]{3}$'),
  interval    text not null check (interval in ('month', 'year'))
);

create table plan_features (
  plan_id     text not null references plans on delete cascade,
  feature     text not null,
  position    smallint not null,
  description text not null,
  quota       integer check (quota > 0),       -- null: not counted
  primary key (plan_id, feature)
);
grant select on plans, plan_features to quartet_app; -- the command line seeds them, as the owner
