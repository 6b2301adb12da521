import type { MigrationInterface, QueryRunner } from 'typeorm';

const SEEN = (table: string) =>
  `exists (select from part where part.initiative = ${table}.initiative and part.body = any (my_bodies()) offset 0)`;

/**
 * Files of initiatives. What is attached is in the initiative's row, as its events say; `upload` has where the bytes of a
 * file are, from before the first is written, so that those which no event came to name are found and deleted; `chunk` has
 * the bytes themselves, where Postgres keeps them.
 */
export class Attachments1700000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table initiative drop column attachments');
    await runner.query('drop function keep_uploads(uuid[])');
    await runner.query('drop table chunk, upload');
  }
}

const UP = [
  `create table upload (
     id uuid primary key,
     initiative uuid not null,
     store text not null,
     kept boolean not null default false,
     begun_at timestamptz not null default now())`,
  `create index upload_loose on upload (begun_at) where not kept`,
  `create table chunk (
     upload uuid not null constraint chunk_upload_fk references upload on delete cascade,
     n int not null,
     initiative uuid not null,
     bytes bytea not null,
     primary key (upload, n))`,
  ...['upload', 'chunk'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy owner_all on ${table} to remit_owner using (true) with check (true)`,
    `create policy system_all on ${table} to remit_system using (true) with check (true)`,
    `create policy app_visible on ${table} for select to remit_app using (${SEEN(table)})`,
    `create policy app_add on ${table} for insert to remit_app with check (${SEEN(table)})`,
  ]),
  `create policy app_keep on upload for update to remit_app using (${SEEN('upload')})`,
  // What was begun and came to nothing; what an event names is deleted by the worker alone.
  `create policy app_discard on upload for delete to remit_app using (not kept and ${SEEN('upload')})`,
  `grant select, insert, update (kept), delete on upload to remit_app, remit_system`,
  `grant select, insert on chunk to remit_app, remit_system`,
  // In the transaction of the event that names them: what was swept meanwhile takes that event with it.
  `create function keep_uploads(ids uuid[]) returns void language plpgsql set search_path = remit, pg_temp as $$
     declare found int;
     begin
       update upload set kept = true where id = any (ids);
       get diagnostics found = row_count;
       if found <> cardinality(ids) then raise exception 'the bytes of an attachment are gone'; end if;
     end $$`,
  `alter table initiative add column attachments jsonb not null default '[]'`,
];
