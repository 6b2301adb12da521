import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people lately tried that is not theirs to do, so that the same is told once. */
export class Attempts1700000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table initiative add column attempts jsonb not null default '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table initiative drop column attempts');
  }
}
