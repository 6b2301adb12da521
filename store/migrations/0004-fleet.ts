import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each relay says which version of the workflow its worker can go by; one of 0.1.0 says nothing. */
export class Fleet1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table relay add column workflow_version int`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table relay drop column workflow_version`);
  }
}
