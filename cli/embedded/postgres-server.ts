import { join } from 'node:path';
import pg from 'pg';
import { clearLeftovers, makeCluster, superuser, superuserPassword } from './postgres-cluster.ts';
import { findPostgresPlace, type PostgresPlace } from './postgres-place.ts';
import { startProgram, type Program, type Running } from './program.ts';
import { explainWriting, noSpace, type Say } from './start-problem.ts';

export interface PostgresOptions {
  /** Where its data, log, password and pid file are kept. */
  readonly folder: string;
  readonly port: number;
  /** More `-c` settings, such as `{ fsync: 'off' }` for tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Kept in a file of the folder when it is not given. It counts when the cluster is made. */
  readonly superuserPassword?: string;
}

/** How to reach it; the superuser is for making databases and roles, and for nothing that serves people. */
export interface PostgresAccess {
  readonly host: string;
  readonly port: number;
  readonly superuser: string;
  readonly superuserPassword: string;
  readonly superuserUrl: string;
  /** The cluster's own folder: as root it may be elsewhere than in `folder`. */
  readonly dataFolder: string;
}

export type RunningPostgres = Running & PostgresAccess;

export interface PostgresProgram {
  readonly program: Program;
  readonly access: PostgresAccess;
}

const host = '127.0.0.1';

/** Makes the cluster when it is not there, and says how to run it. */
export async function preparePostgres(options: PostgresOptions, say: Say): Promise<PostgresProgram> {
  const { folder, port } = options;
  const { place, password } = await makeOrFind(options, say);
  const settings = { ...baseSettings(port), ...options.settings };
  const access = {
    host,
    port,
    superuser,
    superuserPassword: password,
    superuserUrl: `postgres://${superuser}:${encodeURIComponent(password)}@${host}:${port}/postgres`,
    dataFolder: place.data,
  };
  const program: Program = {
    name: 'Postgres',
    command: place.postgres,
    args: [
      '-D',
      place.data,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    env: { LC_ALL: 'C', PGDATA: undefined, PGPORT: undefined },
    ...(place.user === undefined ? {} : { user: place.user }),
    output: { file: join(folder, 'postgres.log') },
    pidFile: join(folder, 'postgres.pid'),
    prepare: () => clearLeftovers(place, say),
    ready: () => answers(access.superuserUrl),
    // After a crash it first reads its log again, which takes as long as it takes.
    readyWithinMs: 120_000,
    // Fast shutdown: sessions are ended, what was committed is on the disk.
    stopSignal: 'SIGINT',
    stopWithinMs: 20_000,
    explain: (output) => explain(output, port, folder),
    passes: (output) => output.includes('pre-existing shared memory block'),
  };
  return { program, access };
}

async function makeOrFind(
  { folder, superuserPassword: given }: PostgresOptions,
  say: Say,
): Promise<{ place: PostgresPlace; password: string }> {
  try {
    const place = findPostgresPlace(folder, say);
    const password = given ?? superuserPassword(folder);
    await makeCluster(place, password, say);
    return { place, password };
  } catch (error) {
    throw explainWriting(error, folder);
  }
}

export async function startPostgres(options: PostgresOptions & { say: Say }): Promise<RunningPostgres> {
  const { program, access } = await preparePostgres(options, options.say);
  return { ...(await startProgram(program, options.say)), ...access };
}

function baseSettings(port: number): Record<string, string> {
  return {
    listen_addresses: host,
    port: String(port),
    unix_socket_directories: '',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // A container may give only a few megabytes of /dev/shm.
    dynamic_shared_memory_type: process.platform === 'linux' ? 'mmap' : 'posix',
  };
}

async function answers(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 });
  // A server that goes down while we ask is an answer, not a crash of ours.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end().catch(() => undefined);
  }
}

function explain(output: string, port: number, folder: string): string | undefined {
  if (/could not bind .*address already in use/i.test(output)) {
    return `Port ${port} for Postgres is taken by another program: stop that one, or set another port.`;
  }
  if (/no space left on device/i.test(output)) return noSpace(folder);
  if (/lock file "postmaster.pid" already exists|pre-existing shared memory block/.test(output)) {
    return `Another Postgres is using the data in ${folder}: stop that one, or set REMIT_DATA to another folder.`;
  }
  if (output.includes('database files are incompatible with server')) {
    return `The data in ${folder} was made by another version of Postgres: use the Remit that made it, or set REMIT_DATA to a new folder.`;
  }
  return undefined;
}
