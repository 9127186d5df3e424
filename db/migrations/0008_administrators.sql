-- Apart from users: an administrator has no team, no subscription and no way in through the product.
create table administrators (
  id            text primary key collate "C",
  email         text not null,
  full_name     text,
  password_hash text not null,
  role          text not null check (role in ('viewer', 'support', 'billing', 'owner')),
  status        text not null default 'active' check (status in ('active', 'disabled')),
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  constraint administrators_email_key unique (email),
  constraint administrators_email_canonical check (email = lower(btrim(email)))
);
-- No right for quartet_app: whatever happens to a product service, it makes and reads no administrator.
