create table profiles (
  user_id      text primary key references users on delete cascade,
  display_name text,
  timezone     text not null default 'UTC',    -- IANA name
  biography    text,
  updated_at   timestamptz not null
);
grant select, insert, update, delete on profiles to quartet_app;
