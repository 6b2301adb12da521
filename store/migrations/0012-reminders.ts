import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When somebody last reminded of a task, and who. */
export class Reminders1700000000012 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table task add column if not exists reminded jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table task drop column reminded');
  }
}
