import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which initiatives name others as linked with them. Whoever changes one sees perhaps not all that are linked with it through
 * others: one function adds up as the owner of the tables, and tells of them their money and nothing else.
 */
export class Links1700000000028 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function linked_money');
    await runner.query('drop table link');
  }
}

const VISIBLE = `exists (select from part where part.initiative = link.initiative and part.body = any (my_bodies()) offset 0)`;
const money = (fact: string) => `'${fact}', coalesce((i.facts ->> '${fact}')::numeric, 0)`;

const STATEMENTS = [
  `create table link (
     initiative uuid not null,
     other uuid not null,
     primary key (initiative, other))`,
  'create index link_other on link (other)',
  'alter table link enable row level security',
  'alter table link force row level security',
  'create policy owner_all on link to remit_owner using (true) with check (true)',
  'create policy system_all on link to remit_system using (true) with check (true)',
  `create policy app_visible on link to remit_app using (${VISIBLE}) with check (${VISIBLE})`,
  'grant select, insert, delete on link to remit_app, remit_system',
  // Of $1 as it is linked, or as it would be if it named $2. What was declined, withdrawn or closed asks for no money any more, and
  // a draft for none yet; what they link stays linked through them.
  `create function linked_money(id uuid, named uuid[]) returns jsonb
     language sql stable security definer set search_path = remit, pg_temp as $$
     with recursive reached(found) as (
       select $1
       union
       select next.found from reached cross join lateral (
         select other as found from link where initiative = reached.found and ($2 is null or reached.found <> $1)
         union all
         select initiative from link where other = reached.found and ($2 is null or initiative <> $1)
         union all
         select unnest($2) where reached.found = $1) as next)
     select coalesce(jsonb_agg(jsonb_build_object(
              'initiative', i.id, ${money('revenueGbp')}, ${money('capitalGbp')}, ${money('consultancyGbp')})
              order by i.id), '[]')
       from reached join initiative i on i.id = reached.found
      where i.id <> $1 and i.status = 'under-way' $$`,
];
