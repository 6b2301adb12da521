import type { MigrationInterface, QueryRunner } from 'typeorm';

const VISIBLE = `exists (select from part where part.initiative = content.initiative and part.body = any (my_bodies()) offset 0)`;
const SEEN = (ofNobody: string) => `(initiative is null and (${ofNobody})) or ${VISIBLE}`;

const MINE = 'person::text = my_caller()';
const OF_A_WEBHOOK = `exists (select from webhook w where w.id::text = lane.id)`;

/** Roles begin and end with London's day, as `CALENDAR` has it, wherever the database is. */
const TODAY = `(now() at time zone 'Europe/London')::date`;

/** Where row-level security let a connection of the application do or see more than the table of who may do what does. */
export class SecondWallMended1700000000039 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter policy app_mine on lane with check (true)');
    await runner.query(`alter policy app_change on saved_filter with check (${MINE})`);
    await runner.query(
      `alter policy app_visible on content using (${SEEN('person is null or may_read_interests(person)')})`,
    );
  }
}

const STATEMENTS = [
  `create or replace function is_operator() returns boolean language sql stable as $$
     select exists (select from role_held
       where person = my_caller()::uuid and role = 'operator'
         and valid_from <= ${TODAY} and (valid_to is null or ${TODAY} < valid_to)) $$`,
  `create or replace function may_read_interests(whose uuid) returns boolean language sql stable security definer
     set search_path = remit, pg_temp as $$
     select whose::text = my_caller() or exists (
       select from role_held mine
        where mine.person = my_caller()::uuid
          and mine.valid_from <= ${TODAY} and (mine.valid_to is null or mine.valid_to > ${TODAY})
          and (mine.role = 'operator' or (mine.role = 'board' and exists (
            select from role_held theirs where theirs.person = whose and theirs.body = mine.body)))) $$`,
  // Words of no initiative are a person's, a body's, or everybody's.
  `alter policy app_visible on content using (${SEEN(`
     (person is null or may_read_interests(person))
     and (body is null or body = any (my_bodies()) or is_operator())`)})`,
  // A filter is shared with a body of one's own, also when it is changed.
  `alter policy app_change on saved_filter
     with check (${MINE} and (body is null or body = any (my_bodies())))`,
  // That of mails is seen, to say whether there are any, and worked by workers alone.
  `alter policy app_mine on lane with check (${OF_A_WEBHOOK})`,
];
