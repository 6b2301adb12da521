import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether anything was done at a sitting: what was has a record, and is not called off. Who cancels may not see all of its
 * agenda, so the whole of it is locked, and looked at, for them.
 */
export class SittingsHeld1700000000043 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function lock_agenda(uuid), sitting_held(uuid)');
  }
}

const UP = [
  // As strong as they are locked where something is put to them, and in the order of everybody who locks more than one.
  `create function lock_agenda(sitting uuid) returns void language plpgsql security definer
     set search_path = remit, pg_temp as $$
     begin
       if not sees_sitting($1) then return; end if;
       perform from initiative i where i.id in (select t.initiative from sitting_item t where t.sitting = $1)
         order by i.id for update;
     end $$`,
  // What was struck since counts, and so does an answer that was taken back: the events have them.
  `create function sitting_held(sitting uuid) returns boolean language sql stable security definer
     set search_path = remit, pg_temp as $$
     select sees_sitting($1) and exists (
       select from sitting_item t join event e on e.stream = t.initiative
        where t.sitting = $1
          and (e.type = 'task-completed' and e.data -> 'vote' ->> 'sitting' = $1::text
               or e.type = 'deferred-at-sitting' and e.data ->> 'sitting' = $1::text)) $$`,
  ...['lock_agenda(uuid)', 'sitting_held(uuid)'].flatMap((name) => [
    `revoke all on function ${name} from public`,
    `grant execute on function ${name} to remit_app`,
  ]),
];
