import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What deciders ask the owner, and since when and how long a gate's clock stands because of it. One table after the other:
 * a transaction that held both would wait for a reader who waits for it.
 */
export class Questions1700000000007 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table task add column if not exists questions jsonb not null default '[]'`);
    await runner.query(`alter table gate add column if not exists clock_stopped_at timestamptz,
                                         add column if not exists clock_stopped_until timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table gate drop column clock_stopped_until, drop column clock_stopped_at');
    await runner.query('alter table task drop column questions');
  }
}
