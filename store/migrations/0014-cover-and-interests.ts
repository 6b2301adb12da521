import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who is away and who stands in for them, and what interests people have declared. Both are looked at when it is read who
 * acts, so the application may read them as it reads who holds which role. The words of an interest are content of a
 * person: seen by themselves, by the board of their bodies and by operators.
 */
export class CoverAndInterests1700000000014 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...COVER, ...INTEREST, ...COLUMNS, ...SECURITY]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter policy app_visible on content using (initiative is null or ${VISIBLE})`);
    await runner.query('drop function may_read_interests(uuid)');
    await runner.query('alter table content drop column person');
    await runner.query('alter table initiative drop column recused');
    await runner.query('alter table person drop column revision');
    await runner.query('drop table interest, cover');
  }
}

const COVER = [
  `create table if not exists cover (
     id uuid primary key,
     person uuid not null constraint cover_person_fk references person,
     substitute uuid constraint cover_substitute_fk references person,
     roles text[],
     bodies text[],
     levels text[],
     valid_from date not null,
     valid_to date not null,
     constraint cover_days_check check (valid_to >= valid_from),
     constraint cover_self_check check (substitute <> person))`,
  `create index if not exists cover_substitute on cover (substitute)`,
  `create index if not exists cover_person on cover (person)`,
];

const INTEREST = [
  `create table if not exists interest (
     id uuid primary key,
     person uuid not null constraint interest_person_fk references person,
     kind text not null,
     about text not null,
     nature text not null,
     valid_from date not null,
     valid_to date,
     constraint interest_kind_check check (kind in ('body', 'partner', 'organisation')),
     constraint interest_days_check check (valid_to >= valid_from))`,
  `create index if not exists interest_person on interest (person)`,
];

const COLUMNS = [
  `alter table initiative add column if not exists recused uuid[] not null default '{}'`,
  `alter table person add column if not exists revision int not null default 1`,
  `alter table content add column if not exists person uuid`,
];

const VISIBLE = `exists (select from part where part.initiative = content.initiative and part.body = any (my_bodies()) offset 0)`;

const SECURITY = [
  ...['cover', 'interest'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    ...[
      ['owner_all', 'remit_owner'],
      ['system_all', 'remit_system'],
      ['app_all', 'remit_app'],
    ].map(
      ([policy, role]) => `do $$ begin
         if not exists (select from pg_policies where schemaname = current_schema() and tablename = '${table}' and policyname = '${policy}') then
           create policy ${policy} on ${table} to ${role} using (true) with check (true);
         end if; end $$`,
    ),
    `grant select, insert, update on ${table} to remit_app, remit_system`,
  ]),
  // An ended role ends this too; whoever holds one from tomorrow on reads no more than they do then.
  `create or replace function may_read_interests(whose uuid) returns boolean language sql stable security definer
     set search_path = remit, pg_temp as $$
     select whose::text = my_caller() or exists (
       select from role_held mine
        where mine.person = my_caller()::uuid and (mine.valid_to is null or mine.valid_to > current_date)
          and (mine.role = 'operator' or (mine.role = 'board' and exists (
            select from role_held theirs where theirs.person = whose and theirs.body = mine.body)))) $$`,
  `alter policy app_visible on content using (
     (initiative is null and (person is null or may_read_interests(person))) or ${VISIBLE})`,
];
