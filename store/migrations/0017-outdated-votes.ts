import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The vote that an edit made outdated stays with its task, so that it can stand again. */
export class OutdatedVotes1700000000017 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table task add column if not exists outdated jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table task drop column outdated');
  }
}
