import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPEN = `state in ('ready', 'claimed', 'info-requested') and cardinality(bodies) = 1`;

/** Takes away the indexes by which queues were found before `0009-offers`. No release has used them. */
export class QueuesAsBefore1700000000010 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('set lock_timeout = 0');
    await runner.query('drop index concurrently if exists task_for_role');
    await runner.query('drop index concurrently if exists task_for_role_opened');
    await runner.query('reset lock_timeout');
  }

  async down(runner: QueryRunner): Promise<void> {
    const on = (at: string) => `task ((bodies[1]), role, ${at}, id) where ${OPEN}`;
    await runner.query(`create index task_for_role on ${on('due_at')}`);
    await runner.query(`create index task_for_role_opened on ${on('opened_at')}`);
  }
}
