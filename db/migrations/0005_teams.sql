-- Whose rows a transaction may see; set by Database.scoped().
create function current_user_id() returns text stable parallel safe language sql
  return nullif(current_setting('quartet.user_id', true), '');
create function current_team_id() returns text stable parallel safe language sql
  return nullif(current_setting('quartet.team_id', true), '');
create function current_invitation_token_hash() returns text stable parallel safe language sql
  return nullif(current_setting('quartet.invitation_token_hash', true), '');

create table teams (
  id         text primary key collate "C",
  name       text not null check (length(name) between 1 and 100),
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table memberships (
  team_id    text not null collate "C" references teams on delete cascade,
  user_id    text not null collate "C" references users on delete cascade,
  role       text not null check (role in ('owner', 'admin', 'member', 'viewer')),
  created_at timestamptz not null,
  primary key (team_id, user_id)
);
create index memberships_user_id_idx on memberships (user_id, team_id);

create table invitations (
  id          text primary key collate "C",
  team_id     text not null collate "C" references teams on delete cascade,
  email       text not null,                   -- canonical; only the person with this address may accept
  role        text not null check (role in ('owner', 'admin', 'member', 'viewer')),
  token_hash  text not null unique,            -- SHA-256 of the mailed token
  invited_by  text not null collate "C" references users on delete cascade,
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  accepted_at timestamptz,
  revoked_at  timestamptz,
  constraint invitations_ended_once check (accepted_at is null or revoked_at is null)
);
-- One open invitation a person and team; a new one replaces it.
create unique index invitations_open_idx on invitations (team_id, email) where accepted_at is null and revoked_at is null;
create index invitations_team_id_idx on invitations (team_id, id);
create index invitations_invited_by_idx on invitations (invited_by);

-- A team keeps an owner, whatever removes the last one: a demotion, a departure, the end of an account.
-- The team is locked first, so that of two owners who leave at once the second sees that the first is
-- gone. A team that is being deleted is not there to be locked any more.
create function keep_an_owner() returns trigger language plpgsql as $$
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
$$;
create constraint trigger memberships_last_owner after update or delete on memberships
  for each row when (old.role = 'owner') execute function keep_an_owner();

alter table teams enable row level security;
alter table teams force row level security;
alter table memberships enable row level security;
alter table memberships force row level security;
alter table invitations enable row level security;
alter table invitations force row level security;

-- In the scope of a team, its rows. A person may besides read their own memberships and, through them,
-- their teams; whoever holds an invitation's token may read that invitation.
create policy teams_in_scope on teams using (id = current_team_id());
create policy memberships_in_scope on memberships using (team_id = current_team_id());
create policy invitations_in_scope on invitations using (team_id = current_team_id());
create policy memberships_of_person on memberships for select using (user_id = current_user_id());
create policy teams_of_person on teams for select
  using (exists (select from memberships m where m.team_id = teams.id and m.user_id = current_user_id()));
create policy invitations_of_holder on invitations for select using (token_hash = current_invitation_token_hash());

grant select, insert, update, delete on teams, memberships, invitations to quartet_app;

-- The role of a person in a team, null without one, for the guard of every route of a team: in one round
-- trip, although row level security wants the scope set first. It gives no right that its caller lacks.
create function team_role(of_user text, in_team text) returns text language plpgsql as $$
declare
  scope text := current_user_id();
  found_role text;
begin
  perform set_config('quartet.user_id', of_user, true);
  select role into found_role from memberships where team_id = in_team and user_id = of_user;
  perform set_config('quartet.user_id', scope, true);
  return found_role;
end
$$;
