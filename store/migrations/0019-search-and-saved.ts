import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where tasks stand by priority, filters that people keep, and searching by words. Row-level security lets no index serve a
 * search, since what compares words might tell of rows that it refuses: one function looks as the owner of the tables, and
 * gives only what the bodies of who asks have a part in.
 */
export class SearchAndSaved1700000000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function find_initiatives');
    await runner.query('drop table saved_filter');
    await runner.query('alter table task drop column priority_at');
  }
}

// As `store/search-words.ts` had them when this was written, and as the index of `0029-found-by-words` has.
const WORDS = (value: string) =>
  `to_tsvector('pg_catalog.english', coalesce(${value} ->> 'title', '') || ' ' || coalesce(${value} ->> 'aim', ''))`;
const NAME = `to_tsvector('pg_catalog.english', body.name)`;
const SEARCHED = `websearch_to_tsquery('pg_catalog.english', $1)`;

const MINE = 'person::text = my_caller()';

const STATEMENTS = [
  'alter table task add column priority_at timestamptz',
  `create table saved_filter (
     id uuid primary key,
     person uuid not null constraint saved_filter_person_fk references person,
     name text not null,
     query jsonb not null,
     body text constraint saved_filter_body_fk references body,
     is_default boolean not null,
     revision int not null,
     created_at timestamptz not null,
     constraint saved_filter_name unique (person, name))`,
  'create index saved_filter_body on saved_filter (body) where body is not null',
  'create unique index saved_filter_default on saved_filter (person) where is_default',
  'alter table saved_filter enable row level security',
  'alter table saved_filter force row level security',
  'create policy owner_all on saved_filter to remit_owner using (true) with check (true)',
  'create policy system_all on saved_filter to remit_system using (true) with check (true)',
  `create policy app_seen on saved_filter for select to remit_app using (${MINE} or body = any (my_bodies()))`,
  `create policy app_add on saved_filter for insert to remit_app
     with check (${MINE} and (body is null or body = any (my_bodies())))`,
  `create policy app_change on saved_filter for update to remit_app
     using (${MINE}) with check (${MINE})`,
  `create policy app_forget on saved_filter for delete to remit_app using (${MINE})`,
  'grant select, insert, update, delete on saved_filter to remit_app, remit_system',
  // What is told is asked of the proposal as it stands: an older one may have had other words. One that is found twice is told
  // twice, so that it can end at so many without having found all.
  `create function find_initiatives(words text, most int) returns setof uuid
     language sql stable security definer set search_path = remit, pg_temp as $$
     select i.id
       from (select c.initiative as id from content c
              where c.value ? 'lead' and ${WORDS('c.value')} @@ ${SEARCHED}
             union all
             select led.id from initiative led
              where led.lead in (select code from body where ${NAME} @@ ${SEARCHED})) found
       join initiative i on i.id = found.id
      where exists (select from part where part.initiative = i.id and part.body = any (my_bodies()) offset 0)
        and (exists (select from content c where c.hash = i.proposal and ${WORDS('c.value')} @@ ${SEARCHED})
             or exists (select from body where body.code = i.lead and ${NAME} @@ ${SEARCHED}))
      limit $2 $$`,
];
