import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sittings: ready gates that the same people decide, taken together in one meeting. Seen by the people of its body and by
 * those who are invited; an item of its agenda by those of them who see the initiative, and by nobody else.
 */
export class Sittings1700000000032 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function sitting_counts(uuid), mark_counts(uuid)');
    await runner.query('drop table sitting_item, sitting_person, sitting cascade');
    await runner.query('drop function is_invited(uuid), sees_sitting(uuid)');
  }
}

const PART = `exists (select from part where part.initiative = sitting_item.initiative and part.body = any (my_bodies()) offset 0)`;

const UP = [
  `create table sitting (
     id uuid primary key,
     n int not null,
     at timestamptz not null,
     state text not null constraint sitting_state_check check (state in ('convened', 'closed', 'cancelled')),
     body text not null constraint sitting_body_fk references body,
     title text not null,
     place text,
     held_at timestamptz not null,
     convened_by uuid not null constraint sitting_convened_by_fk references person,
     created_at timestamptz not null,
     ended_at timestamptz,
     ended_by uuid,
     reason text,
     places int not null)`,
  `create index sitting_body on sitting (body, held_at, id)`,
  `create table sitting_item (
     sitting uuid not null constraint sitting_item_sitting_fk references sitting,
     gate uuid not null constraint sitting_item_gate_fk references gate,
     initiative uuid not null,
     stage text not null,
     place int not null,
     content_hash text not null,
     state text not null constraint sitting_item_state_check check (state in ('listed', 'deferred', 'struck')),
     reason text,
     up_to int,
     primary key (sitting, gate))`,
  `create index sitting_item_gate on sitting_item (gate)`,
  `create table sitting_person (
     sitting uuid not null constraint sitting_person_sitting_fk references sitting,
     person uuid not null constraint sitting_person_person_fk references person,
     attendance text constraint sitting_person_attendance_check check (attendance in ('present', 'absent', 'apologies')),
     primary key (sitting, person))`,
  `create index sitting_person_person on sitting_person (person)`,
  ...['sitting', 'sitting_item', 'sitting_person'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy owner_all on ${table} to remit_owner using (true) with check (true)`,
    `create policy system_all on ${table} to remit_system using (true) with check (true)`,
  ]),
  // As the owner of the tables: the rows of who is invited are seen through the sitting, and it through them.
  `create function is_invited(sitting uuid) returns boolean language sql stable security definer
     set search_path = remit, pg_temp as $$
     select exists (select from sitting_person p where p.sitting = $1 and p.person::text = my_caller()) $$`,
  `create function sees_sitting(sitting uuid) returns boolean language sql stable security definer
     set search_path = remit, pg_temp as $$
     select exists (select from sitting s where s.id = $1 and s.body = any (my_bodies())) or is_invited($1) $$`,
  `create policy app_seen on sitting for select to remit_app using (body = any (my_bodies()) or is_invited(id))`,
  `create policy app_add on sitting for insert to remit_app with check (body = any (my_bodies()))`,
  `create policy app_change on sitting for update to remit_app
     using (body = any (my_bodies()) or is_invited(id)) with check (body = any (my_bodies()) or is_invited(id))`,
  `create policy app_seen on sitting_person to remit_app using (sees_sitting(sitting)) with check (sees_sitting(sitting))`,
  `create policy app_seen on sitting_item to remit_app
     using (sees_sitting(sitting) and ${PART}) with check (sees_sitting(sitting) and ${PART})`,
  `grant select, insert, update on sitting, sitting_item to remit_app, remit_system`,
  `grant select, insert, update, delete on sitting_person to remit_app, remit_system`,
  // Who closes a sitting may not see all of it: of every item it is kept how far its initiative's history goes. Their locks
  // are taken in order of id, as everybody takes them who takes more than one.
  `create function sitting_counts(sitting uuid) returns table (gate uuid, n int) language plpgsql security definer
     set search_path = remit, pg_temp as $$
     begin
       if not sees_sitting($1) then return; end if;
       perform from initiative i where i.id in (select t.initiative from sitting_item t where t.sitting = $1)
         order by i.id for share;
       return query select t.gate, i.n from sitting_item t join initiative i on i.id = t.initiative
         where t.sitting = $1 order by t.place;
     end $$`,
  `create function mark_counts(sitting uuid) returns void language sql security definer
     set search_path = remit, pg_temp as $$
     update sitting_item t set up_to = i.n from initiative i
      where t.sitting = $1 and i.id = t.initiative and t.up_to is null and sees_sitting($1) $$`,
];
