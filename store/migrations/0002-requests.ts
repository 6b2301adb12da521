import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which request an event came of, for following one through the logs. It may be null: for what nobody asked for, and for
 * what an older version writes beside this one.
 */
export class Requests1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table event add column request text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table event drop column request');
  }
}
