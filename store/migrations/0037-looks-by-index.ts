import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEXES = {
  // Whose vote an edit has made outdated: who has an interest is looked for every few seconds.
  task_outdated_by: `task (((outdated ->> 'by')::uuid)) where outdated is not null`,
  // What was given up, by its receiver: a list of its own beside a long history.
  delivery_dead: `delivery (lane, since, id) where state = 'dead'`,
} as const;

/** Indexes for what is looked for again and again. They are made while people work. */
export class LooksByIndex1700000000037 implements MigrationInterface {
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
