import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { fetchToken } from '../../cli/commands/token.ts';
import { API_AUDIENCE } from '../../cli/identity/api-resource.ts';
import { startIdentityProvider } from '../../cli/identity/start-identity-provider.ts';
import { shippedAccounts } from '../support/identity.ts';
import { startTestPostgres, startTestTemporal, TEST_NAMESPACE } from '../support/servers.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { startCode, type CodeProcess } from './code-processes.ts';

const run = promisify(execFile);
const LOGINS = { REMIT_API_PASSWORD: 'a password for tests', REMIT_WORKER_PASSWORD: 'a password for tests' };

export interface Web extends CodeProcess {
  readonly url: string;
}

/** A database as the last release left it, and processes of any version on it. */
export interface ReleasedSite {
  /** Of the superuser. */
  readonly databaseUrl: string;
  /** `remit migrate`, as an operator runs it; gives what it printed. Rejects when it ends otherwise than with 0. */
  migrate(folder: string): Promise<string>;
  web(folder: string): Promise<Web>;
  worker(folder: string): Promise<CodeProcess>;
  token(subject: string): Promise<string>;
  query<T>(text: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

/** Migrated by the last release's own command, with its example organisation. `released` is that release's folder. */
export async function openReleasedSite(released: string): Promise<ReleasedSite> {
  const [postgres, temporal] = await Promise.all([startTestPostgres(), startTestTemporal()]);
  const name = `released_${createHash('sha256').update(randomUUID()).digest('hex').slice(0, 16)}`;
  const databaseUrl = withPath(postgres.superuserUrl, name);
  await once(postgres.superuserUrl, `create database ${name}`);
  const identity = makeTempFolder('identity');
  const provider = await startIdentityProvider({
    port: 0,
    dataDir: identity.path,
    redirectUris: ['http://127.0.0.1/sign-in/callback'],
    postLogoutRedirectUris: ['http://127.0.0.1/'],
    accountExists: () => Promise.resolve(true),
    listAccounts: shippedAccounts,
  });
  const env = { ...process.env, ...LOGINS, DATABASE_URL: databaseUrl, OIDC_ISSUER: provider.issuer };
  const node = async (folder: string, ...args: string[]) => {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', ...args], { cwd: folder, env });
    return stdout;
  };
  await node(released, 'cli/main.ts', 'migrate');
  writeFileSync(
    join(released, 'organise.ts'),
    `import { setUp } from './cli/start/set-up.ts';\nawait setUp(process.env.DATABASE_URL, process.env.OIDC_ISSUER);\n`,
  );
  await node(released, 'organise.ts');
  const as = (login: string) => {
    const url = new URL(databaseUrl);
    [url.username, url.password] = [login, LOGINS.REMIT_API_PASSWORD];
    return url.href;
  };
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4, options: '-c search_path=remit' });
  pool.on('error', () => undefined);
  const processes: CodeProcess[] = [];
  const taskQueue = `test-${name}`;
  return {
    databaseUrl,
    migrate: (folder) => node(folder, 'cli/main.ts', 'migrate'),
    web: async (folder) => {
      const web = await startCode(folder, 'web/main.ts', {
        DATABASE_URL: as('remit_api'),
        PORT: '0',
        OIDC_ISSUER: provider.issuer,
        OIDC_AUDIENCE: API_AUDIENCE,
        SESSION_SECRET: 'a secret for tests that is long enough to seal',
      });
      processes.push(web);
      const { port } = JSON.parse(await web.lines.next(/web: ready/)) as { port: number };
      return { ...web, url: `http://127.0.0.1:${port}` };
    },
    worker: async (folder) => {
      const worker = await startCode(folder, 'worker/main.ts', {
        DATABASE_URL: as('remit_worker'),
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: TEST_NAMESPACE,
        TEMPORAL_TASK_QUEUE: taskQueue,
      });
      processes.push(worker);
      return worker;
    },
    token: (subject) => fetchToken(subject, { issuer: provider.issuer }),
    query: async <T>(text: string, values: unknown[] = []) => (await pool.query(text, values)).rows as T[],
    close: async () => {
      for (const each of processes) await each.stop();
      await pool.end();
      await provider.close();
      identity.remove();
      await once(postgres.superuserUrl, `drop database ${name} with (force)`);
    },
  };
}

function withPath(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
