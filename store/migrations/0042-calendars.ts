import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calendars by versions, whose they are, and by which one a gate counts. */
export class Calendars1700000000042 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table gate drop column calendar');
    await runner.query('drop function open_gates_by_calendar()');
    await runner.query('drop table body_calendar');
    await runner.query('drop table calendar');
  }
}

const TABLES = ['calendar', 'body_calendar'];

const STATEMENTS = [
  // A version is never changed: what replaces it is the next.
  `create table if not exists calendar (
     id text not null,
     version int not null constraint calendar_version_check check (version > 0),
     name text not null,
     time_zone text not null,
     closes int not null constraint calendar_closes_check check (closes between 0 and 23),
     days jsonb not null,
     source text not null,
     source_date date not null,
     hash text not null,
     imported_at timestamptz not null,
     imported_by text not null,
     primary key (id, version))`,
  `create table if not exists body_calendar (
     body text primary key constraint body_calendar_body_fk references body,
     calendar text,
     revision int not null)`,
  ...TABLES.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    ...policy(table, 'owner_all', 'to remit_owner using (true) with check (true)'),
    ...policy(table, 'everybody', 'for select to remit_app, remit_system using (true)'),
    ...policy(table, 'operator_add', 'for insert to remit_app with check (is_operator())'),
    // Whoever changes one moves the count by which a map that is kept is known to be old, and the calendars with it.
    `create or replace trigger map_changed after insert or update or delete on ${table}
       for each statement execute function map_changed()`,
  ]),
  ...policy('body_calendar', 'operator_change', 'for update to remit_app using (is_operator())'),
  `grant select on calendar, body_calendar to remit_app, remit_system`,
  `grant insert on calendar, body_calendar to remit_app`,
  `grant update on body_calendar to remit_app`,
  // Null for one that a release before opened, which knows of one calendar.
  `alter table gate add column if not exists calendar jsonb`,
  // An operator sees no initiative, and is told how many gates are open: days begin at a quarter of an hour in every time zone.
  `create or replace function open_gates_by_calendar()
     returns table (level text, opened_at timestamptz, calendar jsonb, gates int)
     language sql stable security definer set search_path = remit, pg_temp as $$
     select g.level, date_bin('15 minutes', g.opened_at, timestamptz '2000-01-01 00:00:00Z'), g.calendar, count(*)::int
       from initiative i join gate g on g.id = i.gate
      where i.status = 'under-way' and g.state = 'open' and is_operator()
      group by 1, 2, 3 $$`,
  `revoke all on function open_gates_by_calendar() from public`,
  `grant execute on function open_gates_by_calendar() to remit_app`,
];

/** Made once, also where a try before came so far. */
function policy(table: string, name: string, is: string): readonly string[] {
  return [
    `do $$ begin
       create policy ${name} on ${table} ${is};
     exception when duplicate_object then null; end $$`,
  ];
}
