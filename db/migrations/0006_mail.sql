-- Mails to send, written in the transaction that causes them. What fills the template is sealed, since a
-- link in it is a credential, and is forgotten once the mail is sent.
create table mails (
  id         text primary key collate "C",
  user_id    text references users on delete set null,
  recipient  text not null,
  template   text not null,
  sealed     bytea,
  status     text not null default 'queued' check (status in ('queued', 'sent', 'failed')),
  attempts   smallint not null default 0,
  claimed_until timestamptz,                   -- while someone sends it nobody else does; a crashed sender gives way
  last_error text,
  message_id text,
  created_at timestamptz not null,
  sent_at    timestamptz,
  constraint mails_sent check ((status = 'sent') = (sent_at is not null)),
  constraint mails_forgotten check ((status = 'queued') = (sealed is not null))
);
create index mails_user_id_idx on mails (user_id, id desc);
create index mails_created_at_idx on mails (created_at);
grant select, insert, update, delete on mails to quartet_app;
