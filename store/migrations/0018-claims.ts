import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who asserted each fact, who confirmed it and what is challenged; and where the edits are that lowered a level. */
export class Claims1700000000018 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table initiative add column if not exists claims jsonb');
    // Making it holds nobody up, so it may wait for as long as somebody's transaction takes.
    await runner.query('set lock_timeout = 0');
    await runner.query('drop index concurrently if exists event_lowered');
    await runner.query(
      `create index concurrently event_lowered on event (at, id) where type = 'level-lowered'`,
    );
    await runner.query('reset lock_timeout');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index event_lowered');
    await runner.query('alter table initiative drop column claims');
  }
}
