import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // Written down by no log: what a crash forgets are the counts of two minutes.
  `create unlogged table rate_count (
     caller text not null,
     minute integer not null,
     n integer not null,
     primary key (caller, minute))`,
  `alter table rate_count enable row level security`,
  `alter table rate_count force row level security`,
  `create policy owner_all on rate_count to remit_owner using (true) with check (true)`,
  // Who asks how often is counted before it is known what for: it is of no body.
  `create policy app_all on rate_count to remit_app using (true) with check (true)`,
  `grant select, insert, update, delete on rate_count to remit_app`,
];

/** How often each caller asked in the last minutes, of all web processes together. */
export class RateCounts1700000000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table rate_count');
  }
}
