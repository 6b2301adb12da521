import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For readiness: is the schema what the code needs, and does a relay live? */
export class Readiness1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('grant select on migration to remit_app, remit_system');
    await runner.query(`create function relay_seen_at() returns timestamptz language sql stable security definer
      set search_path = remit, pg_temp as $$ select max(seen_at) from relay $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function relay_seen_at()');
    await runner.query('revoke select on migration from remit_app, remit_system');
  }
}
