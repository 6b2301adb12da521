import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who prepares a task for whoever holds it, and what they had to say. */
export class Delegation1700000000008 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table task add column if not exists delegation jsonb');
    await runner.query('alter table task add column if not exists delegated_to uuid');
    // Making the index holds nobody up, so it may wait for as long as somebody's transaction takes.
    await runner.query('set lock_timeout = 0');
    await runner.query('drop index concurrently if exists task_delegated_to');
    await runner.query(
      'create index concurrently task_delegated_to on task (delegated_to) where delegated_to is not null',
    );
    await runner.query('reset lock_timeout');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index task_delegated_to');
    await runner.query('alter table task drop column delegated_to');
    await runner.query('alter table task drop column delegation');
  }
}
