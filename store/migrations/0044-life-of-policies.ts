import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The life of policies: who drafted which text, since when it is on trial, and by whose approval it is in force. And of an
 * initiative that changes the policy, which version it names.
 */
export class LifeOfPolicies1700000000044 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function policy_under_way(text)');
    await runner.query('drop trigger policy_stands on policy');
    await runner.query('drop function policy_stands()');
    await runner.query('drop policy board_add on policy');
    await runner.query('drop policy board_change on policy');
    await runner.query('revoke insert, update on policy from remit_app');
    await runner.query('drop function keeps_policies()');
    await runner.query('drop index initiative_policy');
    await runner.query('alter table initiative drop column policy_version');
    await runner.query(`alter table policy ${COLUMNS.map(([name]) => `drop column ${name}`).join(', ')}`);
  }
}

/** What people write: gate rules are installed. */
const THEIRS = `kind = 'subsidiarity' and keeps_policies()`;

/** Null, or none, for what was installed and not drafted. */
const COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ['authors', `text[] not null default '{}'`],
  ['drafted_at', 'timestamptz'],
  ['drafted_by', 'text'],
  ['trial_from', 'timestamptz'],
  ['trial_by', 'text'],
  ['put_in_force_at', 'timestamptz'],
  ['put_in_force_by', 'text'],
  ['initiative', 'uuid'],
  ['retired_at', 'timestamptz'],
  ['retired_by', 'text'],
  ['revision', 'int not null default 1'],
];

const STATEMENTS = [
  `alter table policy ${COLUMNS.map(([name, type]) => `add column if not exists ${name} ${type}`).join(', ')}`,
  `alter table initiative add column if not exists policy_version text`,
  // Left by a try that was broken off, it would be there and be of no use.
  `drop index concurrently if exists initiative_policy`,
  `create index concurrently initiative_policy on initiative (policy_version) where policy_version is not null`,
  // The second wall: which of their people may is the first one's to say.
  `create or replace function keeps_policies() returns boolean language sql stable as $$
     select is_operator() or exists (select from body where kind = 'national' and code = any (my_bodies())) $$`,
  `grant insert, update on policy to remit_app`,
  // Beside a policy that lets everybody's roles do everything that they are granted: they were granted to read.
  ...policy('board_add', `as restrictive for insert to remit_app with check (${THEIRS})`),
  ...policy(
    'board_change',
    `as restrictive for update to remit_app using (${THEIRS}) with check (${THEIRS})`,
  ),
  // Receipts carry its hash, and people approved it: whoever writes, the text stays.
  `create or replace function policy_stands() returns trigger language plpgsql as $$
     begin
       if old.state <> 'draft' and (old.kind, old.version, old.name, old.hash, old.source)
            is distinct from (new.kind, new.version, new.name, new.hash, new.source) then
         raise exception 'version % of the policy is no draft any more: its text stands', old.version;
       end if;
       return new;
     end $$`,
  `create or replace trigger policy_stands before update on policy for each row execute function policy_stands()`,
  // An operator sees no initiative, and is told that there is one.
  `create or replace function policy_under_way(version text) returns boolean language sql stable security definer
     set search_path = remit, pg_temp as $$
     select exists (select from initiative i where i.policy_version = $1 and i.status = 'under-way') $$`,
  `revoke all on function policy_under_way(text) from public`,
  `grant execute on function policy_under_way(text) to remit_app`,
];

/** Made once, also where a try before came so far. */
function policy(name: string, is: string): readonly string[] {
  return [
    `do $$ begin
       create policy ${name} on policy ${is};
     exception when duplicate_object then null; end $$`,
  ];
}
