import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPEN = `state in ('ready', 'claimed', 'info-requested')`;

/**
 * What people are told of a gate's receipt, apart from the whole: 0.1.0 reads the whole from the gate's row, and each
 * command reads the row. And where tasks are that 0.1.0 has written, of which nothing says how they stand in queues.
 */
export class BriefReceipts1700000000011 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table gate add column if not exists brief jsonb');
    // Making it holds nobody up, so it may wait for as long as somebody's transaction takes.
    await runner.query('set lock_timeout = 0');
    await runner.query('drop index concurrently if exists task_unoffered');
    await runner.query(
      `create index concurrently task_unoffered on task (initiative) where offered is null and ${OPEN}`,
    );
    await runner.query('reset lock_timeout');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index task_unoffered');
    await runner.query('alter table gate drop column brief');
  }
}
