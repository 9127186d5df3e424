-- Features that are switched on team by team. Every process reads them all and decides from memory.
create table feature_flags (
  key                  text primary key collate "C" check (key ~ '^[a-z][a-z0-9-]{0,62}$'),
  description          text not null check (length(description) between 1 and 500),
  is_enabled           boolean not null,       -- false is off for every team, whatever else is set
  rollout_basis_points integer not null check (rollout_basis_points between 0 and 10000), -- 1/100 % of the teams
  created_at           timestamptz not null,
  updated_at           timestamptz not null,
  archived_at          timestamptz             -- off for good; the key stays taken, since old code may still ask for it
);
grant select, insert, update on feature_flags to quartet_app;

-- Teams for which a flag is on or off whatever the rollout says.
create table feature_flag_overrides (
  flag_key   text not null collate "C" references feature_flags,
  team_id    text not null collate "C" references teams on delete cascade,
  is_enabled boolean not null,
  updated_at timestamptz not null,
  primary key (flag_key, team_id)
);
create index feature_flag_overrides_team_id_idx on feature_flag_overrides (team_id);
grant select, insert, update, delete on feature_flag_overrides to quartet_app;

-- In the scope of a team, its rows. The function below alone reads those of all teams, and changes none.
alter table feature_flag_overrides enable row level security;
alter table feature_flag_overrides force row level security;
create policy feature_flag_overrides_in_scope on feature_flag_overrides using (team_id = current_team_id());
create policy feature_flag_overrides_of_all_teams on feature_flag_overrides for select
  using (current_setting('quartet.reads_feature_flag_overrides', true) = 'of all teams');

-- The overrides of all teams, of one flag or of all: what the processes of the services decide by.
create function feature_flag_overrides_of_all_teams(of_flag text default null)
  returns setof feature_flag_overrides language plpgsql as $$
begin
  perform set_config('quartet.reads_feature_flag_overrides', 'of all teams', true);
  return query select * from feature_flag_overrides where of_flag is null or flag_key = of_flag;
  perform set_config('quartet.reads_feature_flag_overrides', '', true);
end
$$;
