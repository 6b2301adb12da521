import type { MigrationInterface, QueryRunner } from 'typeorm';

// Written as what wrote null is read: 0.1.0 knows nothing of these columns.
const OFFERED = `state = 'ready' and offered is not false and cardinality(bodies) = 1`;

const INDEXES = {
  task_offered: `task ((bodies[1]), role, due_at, id) where ${OFFERED}`,
  task_offered_opened: `task ((bodies[1]), role, opened_at, id) where ${OFFERED}`,
  task_engaged: `task (claimed_by, gate) where claimed_by is not null and engaged is not false`,
} as const;

/**
 * How a task stands in people's queues, written as its gate changes: a queue asks the tasks alone, and not their gates
 * and all their seats.
 */
export class Offers1700000000009 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table task add column if not exists offered boolean,
                                         add column if not exists closed_to text[],
                                         add column if not exists engaged boolean`);
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
    await runner.query('alter table task drop column engaged, drop column closed_to, drop column offered');
  }
}
