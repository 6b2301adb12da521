import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPEN = `state in ('ready', 'claimed', 'info-requested')`;

const INDEXES = {
  /**
   * What waits for a role of one body, in order. Under row-level security an index may be used for texts that are equal,
   * and not for arrays that overlap.
   */
  task_for_role: `task ((bodies[1]), role, due_at, id) where ${OPEN} and cardinality(bodies) = 1`,
  /** What any of several bodies may do, in order. */
  task_of_several: `task (due_at, id) where ${OPEN} and cardinality(bodies) > 1`,
  task_for_role_opened: `task ((bodies[1]), role, opened_at, id) where ${OPEN} and cardinality(bodies) = 1`,
  task_by_due: `task (due_at, id)`,
  task_by_opened: `task (opened_at, id)`,
  initiative_created: `initiative (created_at, id)`,
  initiative_owner: `initiative (owner)`,
} as const;

/** Indexes for the first page of a queue, and of other lists, however many there are. They are made while people work. */
export class Queues1700000000006 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
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
  }
}
