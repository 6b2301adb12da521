import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Takes away what `0011-engages` stands in place of, and an index by which no queue was ever found. */
export class EngagedNoMore1700000000013 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('set lock_timeout = 0');
    await runner.query('drop index concurrently if exists task_engaged');
    // Row-level security lets no index serve arrays that overlap.
    await runner.query('drop index concurrently if exists task_waiting');
    await runner.query('reset lock_timeout');
    await runner.query('alter table task drop column if exists engaged');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table task add column engaged boolean');
    await runner.query(
      `create index task_engaged on task (claimed_by, gate) where claimed_by is not null and engaged is not false`,
    );
    await runner.query(
      `create index task_waiting on task using gin (bodies) where state in ('ready', 'claimed', 'info-requested')`,
    );
  }
}
