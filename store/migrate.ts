import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { runMigrations as migrateJobs } from 'graphile-worker';
import { createDatabase, SCHEMA } from './database.ts';

/** The schema that holds the job queue. */
export const JOBS_SCHEMA = 'jobs';

// Held by one migrating process at a time, in this database.
const MIGRATION_LOCK = 7_364_801;
/** Milliseconds. */
const BETWEEN_TURNS = 100;

/**
 * Brings a database to this version: the roles, the job queue, the tables. The URL's login must be able to create
 * roles, or the roles must be there already with the login in them. May be run again, and by two at once.
 */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await takeTurn(client);
    for (const statement of ROLES) await client.query(statement);
    await client.query(mayCreate('grant'));
    await jobQueue(url);
    await client.query(mayCreate('revoke'));
    await tables(url);
  } finally {
    await client.end();
  }
}

/** Asks again and again, and does not wait in Postgres: an index made `concurrently` would wait for whoever waits there. */
async function takeTurn(client: pg.Client): Promise<void> {
  const ask = `select pg_try_advisory_lock(${MIGRATION_LOCK}) as mine`;
  while (!(await client.query<{ mine: boolean }>(ask)).rows[0]?.mine) await pause(BETWEEN_TURNS);
}

/** Lets a login act in a role. */
export async function createLogin(
  url: string,
  login: string,
  password: string,
  role: 'remit_app' | 'remit_system',
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [login]);
    const name = client.escapeIdentifier(login);
    const secret = client.escapeLiteral(password);
    await client.query(`${rowCount === 0 ? 'create' : 'alter'} role ${name} login password ${secret}`);
    await client.query(`grant ${role} to ${name}`);
  } finally {
    await client.end();
  }
}

const role = (name: string) => `do $$ begin
    create role ${name} nologin;
  exception when duplicate_object or unique_violation then null; end $$`;

// Roles belong to the whole cluster, so another database of it may just be making them too.
const ROLES = [
  role('remit_owner'),
  role('remit_app'),
  role('remit_system'),
  `do $$ begin
     execute format('grant remit_owner, remit_app, remit_system to %I', current_user);
   exception when others then
     if not pg_has_role(current_user, 'remit_owner', 'member') then raise; end if;
   end $$`,
  `create schema if not exists ${SCHEMA} authorization remit_owner`,
  `create schema if not exists ${JOBS_SCHEMA} authorization remit_system`,
];

// The queue's own migrations say `create schema if not exists`, which wants this even where the schema is there.
const mayCreate = (verb: 'grant' | 'revoke') => `do $$ begin
    execute format('${verb} create on database %I ${verb === 'grant' ? 'to' : 'from'} remit_system', current_database());
  end $$`;

async function jobQueue(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1, options: '-c role=remit_system' });
  // A lost connection makes the query fail, which says enough.
  const lost = () => undefined;
  pool.on('error', lost);
  pool.on('connect', (connection) => connection.on('error', lost));
  try {
    await migrateJobs({ pgPool: pool, schema: JOBS_SCHEMA });
    // Only the queue's owner may add a job; the app may say one thing, "look at initiative X", and nothing else.
    await pool.query(`create or replace function ${JOBS_SCHEMA}.nudge(initiative uuid) returns void
      language sql security definer set search_path = ${JOBS_SCHEMA}, pg_temp
      as $$ select ${JOBS_SCHEMA}.add_job('nudge', json_build_object('initiative', initiative),
              job_key := 'initiative:' || initiative) $$`);
    // The same, and in the name of which request. It has a name of its own: an older version that migrates once more
    // says `nudge` without its parameters, and must not meet two.
    await pool.query(`create or replace function ${JOBS_SCHEMA}.nudge_for(initiative uuid, origin json) returns void
      language sql security definer set search_path = ${JOBS_SCHEMA}, pg_temp
      as $$ select ${JOBS_SCHEMA}.add_job('nudge', json_build_object('initiative', initiative, 'origin', origin),
              job_key := 'initiative:' || initiative) $$`);
    // The same of another initiative than the one that is being changed. It has no key, so that it joins no nudge that waits: whoever
    // did would lock that one beside their own, and two who tell each other would wait for each other.
    await pool.query(`create or replace function ${JOBS_SCHEMA}.nudge_beside(initiative uuid, origin json) returns void
      language sql security definer set search_path = ${JOBS_SCHEMA}, pg_temp
      as $$ select ${JOBS_SCHEMA}.add_job('nudge', json_build_object('initiative', initiative, 'origin', origin)) $$`);
    const nudges = ['nudge', 'nudge_for', 'nudge_beside'].map((name) => `${JOBS_SCHEMA}.${name}`).join(', ');
    await pool.query(`revoke all on function ${nudges} from public`);
    await pool.query(`grant usage on schema ${JOBS_SCHEMA} to remit_app`);
    await pool.query(`grant execute on function ${nudges} to remit_app`);
  } finally {
    await pool.end();
  }
}

/** How long a migration waits for a lock, in milliseconds: for as long, whoever comes after it waits as well. */
const LOCK_PATIENCE = 1_000;
/** How often it is tried, and the milliseconds in between in which those who were kept waiting go on. */
const TRIES = 60;
const BETWEEN_TRIES = 1_000;
/** It was given up: it waited too long, or in a circle with somebody who waits for it. */
const LOCKS = ['55P03', '40P01'];

/**
 * The version before goes on serving while this runs, so a table that somebody is using is not waited for with
 * everybody else behind: the migration gives up its place, and tries again.
 */
async function tables(url: string): Promise<void> {
  const database = createDatabase({ url, role: 'remit_owner', poolSize: 1, migrating: LOCK_PATIENCE });
  await database.initialize();
  try {
    await untilLocked(async () => {
      await database.runMigrations({ transaction: 'each' });
    });
  } finally {
    await database.destroy();
  }
}

/** Tries again what could not have its locks, or was broken off since it and somebody else waited for each other. */
export async function untilLocked(attempt: () => Promise<void>, between = BETWEEN_TRIES): Promise<void> {
  for (let tries = 1; ; tries += 1)
    try {
      await attempt();
      return;
    } catch (error) {
      const { code } = error as { readonly code?: string };
      if (code === undefined || !LOCKS.includes(code)) throw error;
      if (tries === TRIES)
        throw new Error(
          `a table could not be locked in ${TRIES} tries, since something has used it all the time; end the longest transaction (pg_stat_activity tells) and migrate again`,
          { cause: error },
        );
      await pause(between);
    }
}
