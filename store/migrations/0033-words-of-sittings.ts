import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The words of a sitting are for those who see it; its events, which name whatever is on its agenda, the application does not
 * read back.
 */
export class WordsOfSittings1700000000033 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop policy app_of_sitting on content');
    await runner.query('drop policy app_of_sitting on event');
    await runner.query('drop function is_sitting(uuid)');
    await runner.query('alter table content drop column sitting');
  }
}

/** Beside the other policies, and not in place of them: whatever else they come to say, this holds too. */
const POLICY = (table: string, says: string) => `do $$ begin
  create policy app_of_sitting on ${table} as restrictive for select to remit_app using (${says});
  exception when duplicate_object then null; end $$`;

const UP = [
  'alter table content add column if not exists sitting uuid',
  `create or replace function is_sitting(id uuid) returns boolean language sql stable security definer
     set search_path = remit, pg_temp as $$ select exists (select from sitting s where s.id = $1) $$`,
  // Why an item was deferred belongs to its initiative, and is seen as everything of that is.
  POLICY('content', 'sitting is null or initiative is not null or sees_sitting(sitting)'),
  POLICY('event', 'initiative is not null or not is_sitting(stream)'),
];
