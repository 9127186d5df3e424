import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { dumpSchema } from './dump-schema.ts';

const databases: TestDatabase[] = [];
afterEach(async () => {
  await Promise.all(databases.splice(0).map((database) => database.drop()));
});

test('the dump makes the schema again: dumped from there it is the same text', async () => {
  const migrated = await database(createTestDatabase);
  const dump = await dumpSchema({ url: migrated.ownerUrl });
  const remade = await database(createEmptyDatabase);
  await run(remade, dump);
  expect(await dumpSchema({ url: remade.ownerUrl })).toBe(dump);
  expect(dump).toContain('create table users (');
  expect(dump).not.toContain('pgboss');
});

test('the order in which objects were made does not show', async () => {
  const [one, other] = await Promise.all([database(createEmptyDatabase), database(createEmptyDatabase)]);
  await run(
    one,
    'create table b (id int); create table a (id int); create index z on a (id); create index y on a (id)',
  );
  await run(
    other,
    'create table a (id int); create index y on a (id); create index z on a (id); create table b (id int)',
  );
  expect(await dumpSchema({ url: one.ownerUrl })).toBe(await dumpSchema({ url: other.ownerUrl }));
});

test('every kind of object is written, and is made again', async () => {
  const [made, remade] = await Promise.all([database(createEmptyDatabase), database(createEmptyDatabase)]);
  await run(
    made,
    `create table labels (label text collate "C" primary key);
     create table notes (
       id    integer generated always as identity primary key,
       label text collate "C" not null default 'new' references labels,
       twice bigint generated always as (id * 2) stored,
       body  varchar(40),
       dropped text,
       constraint notes_short check (length(body) < 30)
     ) with (fillfactor = 70);
     alter table notes drop dropped;
     create unique index notes_body_idx on notes (body) where label <> 'old';
     comment on table notes is 'It''s all here';
     comment on column notes.body is 'Plain text';
     create function one() returns int language sql return 1;
     revoke all on function one() from public;
     grant execute on function one() to quartet_app;
     comment on function one() is 'Uno';
     create function refuse() returns trigger language plpgsql as 'begin return null; end';
     create trigger notes_refuse before delete on notes for each row execute function refuse();
     alter table notes enable row level security;
     alter table notes force row level security;
     create policy everyone on notes using (true);
     create policy young on notes as restrictive for update to quartet_app using (id > 1) with check (id > 2);
     grant select, insert on notes to quartet_app;
     grant update (label, body) on notes to quartet_app;`,
  );
  const dump = await dumpSchema({ url: made.ownerUrl });
  expect(dump).toBe(`create table labels (
  label text collate "C" not null,
  constraint labels_pkey PRIMARY KEY (label)
);

create table notes (
  id integer generated always as identity not null,
  label text collate "C" default 'new'::text not null,
  twice bigint generated always as ((id * 2)) stored,
  body character varying(40),
  constraint notes_pkey PRIMARY KEY (id),
  constraint notes_short CHECK ((length((body)::text) < 30))
) with (fillfactor=70);
CREATE UNIQUE INDEX notes_body_idx ON public.notes USING btree (body) WHERE (label <> 'old'::text);
alter table notes enable row level security;
alter table notes force row level security;
grant insert, select, update (body, label) on notes to quartet_app;
comment on table notes is 'It''s all here';
comment on column notes.body is 'Plain text';

CREATE OR REPLACE FUNCTION public.one()
 RETURNS integer
 LANGUAGE sql
RETURN 1;

CREATE OR REPLACE FUNCTION public.refuse()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$begin return null; end$function$;

alter table notes add constraint notes_label_fkey FOREIGN KEY (label) REFERENCES labels(label);

CREATE TRIGGER notes_refuse BEFORE DELETE ON public.notes FOR EACH ROW EXECUTE FUNCTION refuse();

create policy everyone on notes
  using (true);
create policy young on notes as restrictive for update to quartet_app
  using ((id > 1))
  with check ((id > 2));

revoke all on function one() from public;
grant execute on function one() to quartet_app;
revoke all on schema public from public;
grant usage on schema public to public;

comment on function one() is 'Uno';
`);
  await run(remade, dump);
  expect(await dumpSchema({ url: remade.ownerUrl })).toBe(dump);
});

test('a partitioned table stands before its partitions, which have its indexes, keys and triggers', async () => {
  const [made, remade] = await Promise.all([database(createEmptyDatabase), database(createEmptyDatabase)]);
  await run(
    made,
    `create table months (day date not null, id int, primary key (day, id)) partition by range (day);
     create index months_id_idx on months (id);
     create table a_january partition of months for values from ('2026-01-01') to ('2026-02-01');
     create index a_january_only_idx on a_january (day);
     create table months_rest partition of months default;
     create table days (day date, id int, foreign key (day, id) references months);
     create function refuse() returns trigger language plpgsql as 'begin return null; end';
     create trigger months_refuse before delete on months for each row execute function refuse();
     comment on table months is 'By month';
     grant insert on months to quartet_app;`,
  );
  const dump = await dumpSchema({ url: made.ownerUrl });
  expect(dump).toContain(`create table months (
  day date not null,
  id integer not null,
  constraint months_pkey PRIMARY KEY (day, id)
) partition by RANGE (day);
CREATE INDEX months_id_idx ON public.months USING btree (id);
grant insert on months to quartet_app;
comment on table months is 'By month';

create table a_january partition of months FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE INDEX a_january_only_idx ON public.a_january USING btree (day);

create table months_rest partition of months DEFAULT;
`);
  await run(remade, dump);
  expect(await dumpSchema({ url: remade.ownerUrl })).toBe(dump);
});

test.each([
  ['view', 'create view thing as select 1 as one'],
  ['sequence', 'create sequence thing'],
  [
    'constraint of the partition part alone',
    `create table whole (id int) partition by range (id);
     create table part partition of whole (constraint thing check (id > 1)) default`,
  ],
  ['type', `create type thing as enum ('a')`],
])('a %s is refused rather than left out', async (kind, statement) => {
  const empty = await database(createEmptyDatabase);
  await run(empty, statement);
  await expect(dumpSchema({ url: empty.ownerUrl })).rejects.toThrow(`thing (${kind})`);
});

async function database(create: () => Promise<TestDatabase>): Promise<TestDatabase> {
  const made = await create();
  databases.push(made);
  return made;
}

async function run({ ownerUrl }: TestDatabase, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}
