import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * That a worker can send mails, said by the worker itself; whose the words of a webhook are; and a count that moves with the map
 * of bodies alone, by whatever version of Remit it is changed.
 */
export class KeptApart1700000000038 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop trigger map_changed on membership');
    await runner.query('drop trigger map_changed on body');
    await runner.query('drop function map_changed()');
    await runner.query('alter table registry drop column map');
    await runner.query('alter table content drop column body');
    await runner.query('alter table lane drop column seen_at');
  }
}

const STATEMENTS = [
  'alter table lane add column if not exists seen_at timestamptz',
  'alter table content add column if not exists body text',
  'alter table registry add column if not exists map int not null default 0',
  `create or replace function map_changed() returns trigger language plpgsql as $$
     begin
       update remit.registry set map = map + 1 where id = 1;
       return null;
     end $$`,
  ...['body', 'membership'].map(
    (table) => `create or replace trigger map_changed after insert or update or delete on ${table}
       for each statement execute function map_changed()`,
  ),
];
