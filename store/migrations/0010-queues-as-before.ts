import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATES = `state in ('ready', 'claimed', 'info-requested')`;
const OPEN = `${STATES} and cardinality(bodies) = 1`;

/** Takes away the indexes by which queues were found before `0009-offers`. No release has found any by them. */
export class QueuesAsBefore1700000000010 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('set lock_timeout = 0');
    await runner.query('drop index concurrently if exists task_for_role');
    await runner.query('drop index concurrently if exists task_for_role_opened');
    // Row-level security lets no index serve arrays that overlap: it never served a queue.
    await runner.query('drop index concurrently if exists task_waiting');
    await runner.query('reset lock_timeout');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`create index task_waiting on task using gin (bodies) where ${STATES}`);
    const on = (at: string) => `task ((bodies[1]), role, ${at}, id) where ${OPEN}`;
    await runner.query(`create index task_for_role on ${on('due_at')}`);
    await runner.query(`create index task_for_role_opened on ${on('opened_at')}`);
  }
}
