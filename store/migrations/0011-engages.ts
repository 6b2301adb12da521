import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPEN = `state in ('ready', 'claimed', 'info-requested')`;

const INDEXES = {
  task_engages: 'task (engages, gate) where engages is not null',
  task_held: `task (claimed_by) where state in ('claimed', 'info-requested')`,
  task_unoffered: `task (initiative) where offered is null and ${OPEN}`,
} as const;

/**
 * Whom a task engages, by name, in place of whether it engages anybody (`0009-offers`); where tasks are of which nothing
 * says how they stand in queues. And what people are told of a gate's receipt, apart from the whole: 0.1.0 reads the whole
 * from the gate's row, and each command reads the row.
 */
export class Engages1700000000011 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table gate add column if not exists brief jsonb');
    await runner.query('alter table task add column if not exists engages uuid');
    // Making them holds nobody up, so it may wait for as long as somebody's transaction takes.
    await runner.query('set lock_timeout = 0');
    for (const [name, on] of Object.entries(INDEXES)) {
      await runner.query(`drop index concurrently if exists ${name}`);
      await runner.query(`create index concurrently ${name} on ${on}`);
    }
    await runner.query('reset lock_timeout');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(INDEXES)) await runner.query(`drop index ${name}`);
    await runner.query('alter table task drop column engages');
    await runner.query('alter table gate drop column brief');
  }
}
