import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A gate that follows one which facts moved knows the votes of those before it, so that they count on once they may; and one that was
 * brought over to another version of the policy knows from which.
 */
export class EarlierVotes1700000000045 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table gate add column if not exists earlier jsonb, add column if not exists moved jsonb',
    );
    // Making it holds nobody up, so it may wait for as long as somebody's transaction takes.
    await runner.query('set lock_timeout = 0');
    await runner.query('drop index concurrently if exists gate_with_earlier');
    // Whose vote is among them and has an interest is looked for every few seconds.
    await runner.query(
      `create index concurrently gate_with_earlier on gate (initiative) where state = 'open' and earlier is not null`,
    );
    await runner.query('reset lock_timeout');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index gate_with_earlier');
    await runner.query('alter table gate drop column earlier, drop column moved');
  }
}
