import { join } from 'node:path';
import pg from 'pg';
import { createLogin, migrate } from '../../store/migrate.ts';
import { messageOf, StartProblem } from '../embedded/start-problem.ts';
import { keptSecret } from './kept-file.ts';
import type { Servers } from './servers.ts';

const DATABASE = 'remit';

/** The ways into the database, each for one purpose: neither process can do what the other may. */
export interface DatabaseUrls {
  /** Owns the tables; for setting up. */
  readonly owner: string;
  readonly api: string;
  readonly worker: string;
}

/** Brings the database to this version, with a login for each process. */
export async function prepareDatabase(postgres: Servers['postgres'], folder: string): Promise<DatabaseUrls> {
  const owner = postgres.ours ? await ensureDatabase(postgres.superuserUrl) : postgres.superuserUrl;
  await explained(postgres, () => migrate(owner));
  const secrets = join(folder, 'secrets');
  const login = async (name: 'api' | 'worker', role: 'remit_app' | 'remit_system'): Promise<string> => {
    const password = keptSecret(join(secrets, `${name}-database-password`));
    const user = `remit_${name}${suffix(postgres)}`;
    await createLogin(owner, user, password, role);
    const url = new URL(owner);
    url.username = user;
    url.password = password;
    return url.href;
  };
  const [api, worker] = await Promise.all([login('api', 'remit_app'), login('worker', 'remit_system')]);
  return { owner, api, worker };
}

/** Logins belong to the whole cluster: two Remits in two databases of a given one must not share them. */
function suffix(postgres: Servers['postgres']): string {
  if (postgres.ours) return '';
  return `_${new URL(postgres.superuserUrl).pathname.slice(1)}`;
}

async function ensureDatabase(superuserUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
  const url = new URL(superuserUrl);
  url.pathname = `/${DATABASE}`;
  return url.href;
}

async function explained(postgres: Servers['postgres'], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (postgres.ours) throw error;
    const { host, pathname } = new URL(postgres.superuserUrl);
    throw new StartProblem(
      `The database at ${host}${pathname} cannot be used (${messageOf(error)}): correct DATABASE_URL, or leave it out to have a Postgres brought up here.`,
      { cause: error },
    );
  }
}
