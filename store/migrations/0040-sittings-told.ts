import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who is invited hears of a sitting: how far it has been told stands in its row. And it changes as far as it may: not once it
 * is over, never in what it was convened as, and by who is invited from elsewhere in nothing but that something of it changed.
 */
export class SittingsTold1700000000040 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
    await runner.query('set lock_timeout = 0');
    await runner.query('drop index concurrently if exists sitting_untold');
    await runner.query('create index concurrently sitting_untold on sitting (id) where told < n');
    await runner.query('reset lock_timeout');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('revoke delete on sitting_item from remit_system');
    await runner.query('drop trigger sitting_kept on sitting');
    await runner.query('drop function sitting_kept()');
    await runner.query(`alter policy app_change on sitting using (${THEIRS}) with check (${THEIRS})`);
    await runner.query('drop index sitting_untold');
    await runner.query('alter table delivery drop column sitting');
    await runner.query('alter table sitting drop column told');
  }
}

const THEIRS = 'body = any (my_bodies()) or is_invited(id)';

const UP = [
  'alter table sitting add column if not exists told int not null default 0',
  // What there was before anybody was told is not told now.
  'update sitting set told = n',
  'alter table delivery add column if not exists sitting uuid',
  `alter policy app_change on sitting using (state = 'convened' and (${THEIRS})) with check (${THEIRS})`,
  // The doctor writes rows anew, from events.
  'grant delete on sitting_item to remit_system',
  // Which columns change is no matter of a policy. Their own apologies are the row of who is invited; here is its version.
  `create or replace function sitting_kept() returns trigger language plpgsql set search_path = remit, pg_temp as $$
     begin
       if current_user <> 'remit_app' then return new; end if;
       if (new.id, new.body, new.convened_by, new.created_at, new.told)
          is distinct from (old.id, old.body, old.convened_by, old.created_at, old.told)
          or (not old.body = any (my_bodies())
              and to_jsonb(new) - array['n', 'at'] is distinct from to_jsonb(old) - array['n', 'at'])
       then raise insufficient_privilege using message = 'A sitting is changed by the people of its body'; end if;
       return new;
     end $$`,
  'create or replace trigger sitting_kept before update on sitting for each row execute function sitting_kept()',
];
