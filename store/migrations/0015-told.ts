import type { MigrationInterface, QueryRunner } from 'typeorm';

const BATCH = 1_000;

const TABLES = [
  // One row: its lock puts what changed in the order in which it is told.
  `create table if not exists feed (
     id int primary key constraint feed_id_check check (id = 1),
     last bigint not null)`,
  `insert into feed values (1, 0) on conflict do nothing`,
  `create table if not exists change (
     seq bigint primary key,
     initiative uuid not null,
     n int not null,
     event uuid not null,
     type text not null,
     at timestamptz not null,
     told_at timestamptz not null default now())`,
  `create table if not exists way_told (
     person uuid primary key constraint way_told_person_fk references person,
     email text,
     how text not null constraint way_told_how_check check (how in ('each', 'digest', 'assigned')),
     hour int not null constraint way_told_hour_check check (hour between 0 and 23),
     revision int not null)`,
  `create table if not exists webhook (
     id uuid primary key,
     body text not null constraint webhook_body_fk references body,
     url text not null,
     types text[] not null,
     active boolean not null,
     why_off text,
     created_by uuid not null,
     created_at timestamptz not null,
     revision int not null)`,
  `create index if not exists webhook_body on webhook (body)`,
  // Written once by the app, and read by nobody but who signs.
  `create table if not exists webhook_secret (
     id uuid primary key,
     webhook uuid not null constraint webhook_secret_webhook_fk references webhook,
     secret text not null,
     until timestamptz)`,
  `create index if not exists webhook_secret_webhook on webhook_secret (webhook)`,
  // A way to one receiver: the mail server, the digests, one webhook. Who works it holds it until an instant.
  `create table if not exists lane (
     id text primary key,
     failures int not null default 0,
     rest_until timestamptz,
     held_until timestamptz,
     held_by text,
     ok_at timestamptz,
     failed_at timestamptz,
     error text)`,
  `create table if not exists delivery (
     id uuid primary key,
     lane text not null,
     person uuid,
     initiative uuid,
     n int,
     event uuid,
     type text not null,
     notice text,
     task uuid,
     at timestamptz not null,
     state text not null constraint delivery_state_check check (state in ('waiting', 'delivered', 'dead', 'dropped')),
     attempts int not null default 0,
     since timestamptz not null,
     next_at timestamptz not null,
     done_at timestamptz,
     status int,
     error text)`,
  `create index if not exists delivery_due on delivery (lane, next_at, n, id) where state = 'waiting'`,
  `create index if not exists delivery_of_person on delivery (person, next_at) where state = 'waiting' and lane = 'digest'`,
  `create index if not exists delivery_of_lane on delivery (lane, since, id)`,
  `create index if not exists delivery_done on delivery (done_at) where done_at is not null`,
];

const VISIBLE = `exists (select from part where part.initiative = change.initiative and part.body = any (my_bodies()) offset 0)`;
const OF_A_WEBHOOK = (column: string) => `exists (select from webhook w where w.id::text = ${column})`;

const ALL = ['feed', 'change', 'way_told', 'webhook', 'webhook_secret', 'lane', 'delivery'];

const SECURITY = [
  `create or replace function is_operator() returns boolean language sql stable as $$
     select exists (select from role_held
       where person = my_caller()::uuid and role = 'operator'
         and valid_from <= current_date and (valid_to is null or current_date < valid_to)) $$`,
  ...ALL.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    policy(table, 'owner_all', `to remit_owner using (true) with check (true)`),
    policy(table, 'system_all', `to remit_system using (true) with check (true)`),
  ]),
  // A number that tells nobody anything but that something changed.
  policy('feed', 'app_all', 'for select to remit_app using (true)'),
  policy('change', 'app_visible', `for select to remit_app using (${VISIBLE})`),
  policy('way_told', 'app_mine', `to remit_app using (person::text = my_caller() or is_operator())`),
  policy('webhook', 'app_mine', `to remit_app using (body = any (my_bodies()) or is_operator())`),
  policy(
    'webhook_secret',
    'app_mine',
    `to remit_app using (${OF_A_WEBHOOK('webhook_secret.webhook::text')})`,
  ),
  policy('lane', 'app_mine', `to remit_app using (lane.id = 'mail' or ${OF_A_WEBHOOK('lane.id')})`),
  policy('delivery', 'app_mine', `to remit_app using (${OF_A_WEBHOOK('delivery.lane')})`),
  // Whether what somebody reads on after has been forgotten: a number alone, whoever may see what it is of.
  `create or replace function first_change() returns bigint language sql stable security definer
     set search_path = remit, pg_temp as $$ select min(seq) from change $$`,
  `grant select on feed, change to remit_app`,
  `grant select, insert, update on way_told, webhook, lane to remit_app`,
  `grant select, insert, update on delivery to remit_app`,
  `grant select (id, webhook, until), insert, update (until) on webhook_secret to remit_app`,
  `grant select, insert, update, delete on ${ALL.join(', ')} to remit_system`,
];

/** A step that may be done again, since this migration is not one transaction. */
function policy(table: string, name: string, says: string): string {
  return `do $$ begin create policy ${name} on ${table} ${says};
    exception when duplicate_object then null; end $$`;
}

/**
 * Who is told of what happened. How far an initiative has been told stands in its own row, beside how many events it has:
 * what is to be told is found by one index, and whoever changes the initiative writes nothing for it. What happened before
 * is told to nobody.
 */
export class Told1700000000015 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...SECURITY]) await runner.query(statement);
    await runner.query('alter table initiative add column if not exists told int');
    await runner.query('alter table initiative alter column told set default 0');
    for (let left = BATCH; left > 0;) {
      await runner.query(`update initiative set told = n where id = any (array(
        select id from initiative where told is null limit ${BATCH} for update skip locked))`);
      const rows = (await runner.query(
        'select count(*)::int as left from initiative where told is null',
      )) as readonly { readonly left: number }[];
      left = rows[0]?.left ?? 0;
    }
    // Making it holds nobody up, so it may wait for as long as somebody's transaction takes.
    await runner.query('set lock_timeout = 0');
    await runner.query('drop index concurrently if exists initiative_untold');
    await runner.query('create index concurrently initiative_untold on initiative (id) where told < n');
    await runner.query('reset lock_timeout');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index initiative_untold');
    await runner.query('alter table initiative drop column told');
    await runner.query(`drop table ${ALL.toReversed().join(', ')} cascade`);
    await runner.query('drop function is_operator()');
    await runner.query('drop function first_change()');
  }
}
