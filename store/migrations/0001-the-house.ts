import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Everything Remit remembers. Rows hold where things stand, `event` holds how they came there, `content` holds names and
 * free text so that they can be erased. Three roles: `remit_owner` owns the tables, `remit_app` is what the API may do
 * as one person, `remit_system` is the worker's. Row-level security is on for every table that belongs to an
 * initiative: it is seen through the parts that bodies have in it, and through nothing else.
 */
export class TheHouse1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...REGISTRY, ...INITIATIVES, ...SERVICE, ...SECURITY])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop owned by remit_owner cascade');
  }
}

const REGISTRY = [
  `create table body (
     code text primary key,
     name text not null,
     kind text not null check (kind in ('place', 'system', 'region', 'national', 'partner')),
     gss text)`,
  `create table membership (
     body text not null constraint membership_body_fk references body,
     parent text not null constraint membership_parent_fk references body,
     valid_from date not null,
     valid_to date check (valid_to > valid_from),
     primary key (body, parent, valid_from))`,
  `create table person (
     id uuid primary key,
     issuer text not null,
     subject text not null,
     name text not null,
     profession text,
     constraint person_subject unique (issuer, subject))`,
  `create table role_held (
     id uuid primary key,
     person uuid not null constraint role_held_person_fk references person,
     role text not null check (role in ('owner', 'approver', 'signatory', 'board', 'operator')),
     body text constraint role_held_body_fk references body,
     valid_from date not null,
     valid_to date check (valid_to > valid_from))`,
  `create index role_held_person on role_held (person)`,
  `create index role_held_body on role_held (body)`,
  // One row: its lock puts changes of the registry in order, its count tells a cached map that it is old.
  `create table registry (id int primary key check (id = 1), n int not null)`,
  `insert into registry values (1, 0)`,
  `create table policy (
     kind text not null check (kind in ('subsidiarity', 'gates')),
     version text not null,
     name text not null,
     hash text not null,
     source text not null,
     state text not null check (state in ('draft', 'trial', 'in-force', 'retired')),
     in_force_from timestamptz,
     primary key (kind, version))`,
];

const INITIATIVES = [
  `create table initiative (
     id uuid primary key,
     n int not null,
     at timestamptz not null,
     created_at timestamptz not null,
     status text not null,
     owner uuid not null,
     owner_profession text,
     editors uuid[] not null,
     salt text not null,
     proposal text not null,
     lead text not null,
     affected text[] not null,
     facts jsonb not null,
     scope text,
     revision int not null,
     stage text not null,
     gate uuid,
     conditions jsonb not null,
     approved_money jsonb,
     sent_back jsonb,
     next_at timestamptz)`,
  `create index initiative_next_at on initiative (next_at) where next_at is not null`,
  `create index initiative_at on initiative (at, id)`,
  `create table stage (
     initiative uuid not null constraint stage_initiative_fk references initiative,
     stage text not null,
     state text not null,
     round int not null,
     content text,
     revision int not null,
     primary key (initiative, stage))`,
  `create table gate (
     id uuid primary key,
     initiative uuid not null constraint gate_initiative_fk references initiative,
     stage text not null,
     round int not null,
     state text not null,
     home text not null,
     level text not null,
     bodies text[] not null,
     receipt jsonb not null,
     rules_version int not null,
     quorum jsonb not null,
     referrals jsonb not null,
     overrides jsonb not null,
     conditions jsonb not null,
     suspended boolean not null,
     content_hash text not null,
     opened_at timestamptz not null,
     due_at timestamptz not null,
     next_look_at timestamptz not null,
     reminded boolean not null,
     past_due int not null,
     decided_at timestamptz,
     return_to text,
     decision jsonb,
     constraint gate_identity unique (initiative, stage, round))`,
  `create table task (
     id uuid primary key,
     gate uuid not null constraint task_gate_fk references gate,
     initiative uuid not null constraint task_initiative_fk references initiative,
     seat int not null,
     kind text not null,
     bodies text[] not null,
     role text not null,
     state text not null,
     claimed_by uuid,
     claimed_as text,
     outcome text,
     vote jsonb,
     stage text not null,
     level text not null,
     opened_at timestamptz not null,
     due_at timestamptz not null,
     constraint task_seat unique (gate, seat))`,
  `create index task_initiative on task (initiative)`,
  `create index task_claimed_by on task (claimed_by) where claimed_by is not null`,
  `create index task_waiting on task using gin (bodies) where state in ('ready', 'claimed', 'info-requested')`,
  `create index task_due on task (due_at, id) where state in ('ready', 'claimed', 'info-requested')`,
  `create table part (
     initiative uuid not null,
     body text not null,
     part text not null,
     primary key (initiative, body, part))`,
  `create index part_body on part (body, initiative)`,
  // Immutable facts: nobody may change or take away a row. The log numbers them later, in the order of integration.
  `create table event (
     id uuid primary key,
     stream uuid not null,
     n int not null,
     initiative uuid,
     type text not null,
     version int not null,
     at timestamptz not null,
     actor text not null,
     data jsonb not null,
     constraint event_in_stream unique (stream, n))`,
  `create table content (
     hash text primary key,
     initiative uuid,
     salt text,
     value jsonb,
     erased_at timestamptz)`,
  `create index content_initiative on content (initiative)`,
];

const SERVICE = [
  `create table idempotency (
     caller text not null,
     route text not null,
     key text not null,
     request_hash text not null,
     status int,
     headers json,
     body json,
     at timestamptz not null default now(),
     primary key (caller, route, key))`,
  `create index idempotency_at on idempotency (at)`,
  `create table relay (id text primary key, seen_at timestamptz not null)`,
];

const OF_AN_INITIATIVE = ['stage', 'gate', 'task'];
const PUBLIC_TO_THE_APP = ['body', 'membership', 'person', 'role_held', 'registry', 'policy'];
const MINE = `part.body = any (my_bodies())`;
const VISIBLE = (id: string) => `exists (select from part where part.initiative = ${id} and ${MINE})`;

const SECURITY = [
  // An empty setting on a reused connection is an empty string and not null.
  `create function my_bodies() returns text[] language sql stable
     return string_to_array(nullif(current_setting('remit.bodies', true), ''), ' ')`,
  `create function my_caller() returns text language sql stable
     return nullif(current_setting('remit.caller', true), '')`,
  ...[
    ...PUBLIC_TO_THE_APP,
    'initiative',
    'part',
    'event',
    'content',
    'idempotency',
    'relay',
    ...OF_AN_INITIATIVE,
  ].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy owner_all on ${table} to remit_owner using (true) with check (true)`,
    `create policy system_all on ${table} to remit_system using (true) with check (true)`,
  ]),
  ...PUBLIC_TO_THE_APP.map(
    (table) => `create policy app_all on ${table} to remit_app using (true) with check (true)`,
  ),
  `create policy app_mine on part for select to remit_app using (${MINE})`,
  `create policy app_add on part for insert to remit_app with check (true)`,
  `create policy app_visible on initiative to remit_app using (${VISIBLE('initiative.id')})`,
  ...OF_AN_INITIATIVE.map(
    (table) => `create policy app_visible on ${table} to remit_app using (${VISIBLE(`${table}.initiative`)})`,
  ),
  ...['event', 'content'].flatMap((table) => [
    `create policy app_visible on ${table} for select to remit_app
       using (${table}.initiative is null or ${VISIBLE(`${table}.initiative`)})`,
    `create policy app_add on ${table} for insert to remit_app
       with check (${table}.initiative is null or ${VISIBLE(`${table}.initiative`)})`,
  ]),
  `create policy app_mine on idempotency to remit_app using (caller = my_caller())`,
  `grant usage on schema remit to remit_app, remit_system`,
  `grant select, insert on event, content to remit_app, remit_system`,
  `grant select, insert, update on body, person, registry, initiative, stage, gate, task, idempotency
     to remit_app, remit_system`,
  `grant select on policy to remit_app, remit_system`,
  `grant select, insert, update, delete on membership, role_held to remit_app, remit_system`,
  `grant select, insert on part to remit_app, remit_system`,
  // A person sees only the parts of their own bodies, and so could not take away those of a body that is dropped. Who
  // had a seat at a gate that was decided keeps that part.
  `create function drop_parts(id uuid, keep jsonb) returns void language sql security definer
     set search_path = remit, pg_temp as $$
     delete from part p
      where p.initiative = $1
        and (p.part in ('lead', 'affected', 'above') or not exists (
          select from gate g
           where g.initiative = $1 and g.state not in ('open', 'superseded')
             and (p.body = any (g.bodies)
                  or exists (select from task t where t.gate = g.id and p.body = any (t.bodies)))))
        and (current_setting('role') <> 'remit_app'
             or exists (select from part mine where mine.initiative = $1 and mine.body = any (my_bodies())))
        and not exists (select from jsonb_to_recordset($2) as k(body text, part text)
                         where k.body = p.body and k.part = p.part) $$`,
  `grant select, insert, update, delete on relay to remit_system`,
  `grant delete on idempotency to remit_system`,
  // The app may know that a thing exists and where it belongs, to tell 403 from 404, without being able to read it.
  `create function place_of(kind text, id uuid) returns table (initiative uuid, gate uuid, stage text)
     language sql stable security definer set search_path = remit, pg_temp as $$
     select i.id, null::uuid, null::text from initiative i where $1 = 'initiative' and i.id = $2
     union all select t.initiative, t.gate, t.stage from task t where $1 = 'task' and t.id = $2
     union all select g.initiative, g.id, g.stage from gate g where $1 = 'gate' and g.id = $2 $$`,
];
