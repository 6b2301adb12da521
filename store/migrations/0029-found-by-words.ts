import type { MigrationInterface, QueryRunner } from 'typeorm';

const OFFERED = `state = 'ready' and offered is not false and cardinality(bodies) = 1`;

// As `find_initiatives` of `0019-search-and-saved` asks.
const WORDS = `to_tsvector('pg_catalog.english', coalesce(value ->> 'title', '') || ' ' || coalesce(value ->> 'aim', ''))`;

const INDEXES = {
  content_words: `content using gin ((${WORDS})) where value ? 'lead'`,
  initiative_lead: 'initiative (lead)',
  task_offered_priority: `task ((bodies[1]), role, coalesce(priority_at, due_at), id) where ${OFFERED}`,
  task_by_priority: 'task (coalesce(priority_at, due_at), id)',
} as const;

/** By which initiatives are found by their words, and queues by priority. */
export class FoundByWords1700000000029 implements MigrationInterface {
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
