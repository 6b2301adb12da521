import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { fetchToken } from '../../../cli/commands/token.ts';
import { projectRoot } from '../../../cli/embedded/folders.ts';
import { freePorts } from '../../../cli/embedded/free-port.ts';
import { preparePostgres } from '../../../cli/embedded/postgres-server.ts';
import type { Program } from '../../../cli/embedded/program.ts';
import { findTemporal } from '../../../cli/embedded/temporal-binary.ts';
import { temporalProgram } from '../../../cli/embedded/temporal-server.ts';
import { API_AUDIENCE } from '../../../cli/identity/api-resource.ts';
import { startIdentityProvider } from '../../../cli/identity/start-identity-provider.ts';
import { nodeProgram } from '../../../cli/node-program.ts';
import { examplePeople } from '../../../cli/organisation/example-people.ts';
import { loadOrganisation } from '../../../cli/organisation/load-organisation.ts';
import { readBodies } from '../../../cli/organisation/read-bodies.ts';
import { prepareDatabase, type DatabaseUrls } from '../../../cli/start/database.ts';
import { createDatabase } from '../../../store/database.ts';
import { installPolicies } from '../../../store/policies.ts';
import { shippedAccounts } from '../identity.ts';
import { makeTempFolder } from '../temp-folder.ts';
import { UNLIMITED } from '../unlimited.ts';
import { Link } from './link.ts';
import { Part } from './part.ts';

export interface EstateOptions {
  /** Where Postgres keeps its data, when not beside everything else: for a disk that can be full. */
  readonly postgresFolder?: string;
  readonly temporalArgs?: readonly string[];
  readonly webs?: number;
  readonly workers?: number;
  /** Workers answer /metrics and /readyz too. */
  readonly workerPort?: boolean;
}

/**
 * The whole of Remit as it is run: each part a process of its own, each wire between two of them a link that can be
 * cut. Durable, unlike the servers that other tests share: what is killed here must find its data again.
 */
export interface Estate {
  readonly folder: string;
  readonly postgres: Part;
  readonly temporal: Part;
  readonly webs: readonly Part[];
  readonly workers: readonly Part[];
  readonly links: {
    readonly webToPostgres: Link;
    readonly workerToPostgres: Link;
    readonly workerToTemporal: Link;
  };
  /** Addresses of the API, one for each web process. */
  readonly urls: readonly string[];
  /** Addresses of the workers' metrics, where they were asked for. */
  readonly workerUrls: readonly string[];
  readonly databaseUrls: DatabaseUrls;
  readonly temporalAddress: string;
  readonly namespace: string;
  token(subject: string): Promise<string>;
  /** Moves the clock of one process; milliseconds ahead of the truth. */
  shiftClock(part: Part, milliseconds: number): void;
  /** What a process wrote to its log. */
  logOf(part: Part): string;
  close(): Promise<void>;
}

const NAMESPACE = 'remit';

export async function openEstate(options: EstateOptions = {}): Promise<Estate> {
  const { webs: webCount = 1, workers: workerCount = 1 } = options;
  const folder = makeTempFolder('estate');
  const [postgresPort = 0, temporalPort = 0, ...ports] = await freePorts(2 + webCount + workerCount);
  const webPorts = ports.slice(0, webCount);
  const workerPorts = options.workerPort === true ? ports.slice(webCount) : [];
  const { program, access } = await preparePostgres(
    { folder: options.postgresFolder ?? join(folder.path, 'postgres'), port: postgresPort },
    () => undefined,
  );
  const postgres = new Part(program);
  const temporal = new Part(
    temporalProgram({
      binary: await findTemporal({ say: (line) => console.log(line) }),
      folder: join(folder.path, 'temporal'),
      port: temporalPort,
      namespace: NAMESPACE,
      extraArgs: options.temporalArgs ?? [],
    }),
  );
  const urls = webPorts.map((port) => `http://127.0.0.1:${port}`);
  const [identity, links] = await Promise.all([
    startIdentityProvider({
      port: 0,
      dataDir: join(folder.path, 'identity'),
      redirectUris: urls.map((url) => `${url}/sign-in/callback`),
      postLogoutRedirectUris: urls.map((url) => `${url}/`),
      accountExists: () => Promise.resolve(true),
      listAccounts: shippedAccounts,
    }),
    linksTo(postgresPort, temporalPort),
    postgres.start(),
    temporal.start(),
  ]);
  const databaseUrls = await prepareDatabase({ superuserUrl: access.superuserUrl, ours: true }, folder.path);
  await furnish(databaseUrls, identity.issuer);
  const through = (url: string, link: Link): string => {
    const way = new URL(url);
    way.port = String(link.port);
    return way.href;
  };
  const temporalAddress = `127.0.0.1:${temporalPort}`;
  const { process: ours, shiftClock, logOf } = ourProcesses(folder.path);
  const webs = webPorts.map((port, index) =>
    ours(`web-${index + 1}`, 'web/main', {
      DATABASE_URL: through(databaseUrls.api, links.webToPostgres),
      HOST: '127.0.0.1',
      PORT: String(port),
      OIDC_ISSUER: identity.issuer,
      OIDC_AUDIENCE: API_AUDIENCE,
      ...UNLIMITED,
      SESSION_SECRET: 'a secret for tests that is long enough to seal',
    }),
  );
  const workers = Array.from({ length: workerCount }, (_, index) =>
    ours(`worker-${index + 1}`, 'worker/main', {
      DATABASE_URL: through(databaseUrls.worker, links.workerToPostgres),
      TEMPORAL_ADDRESS: `127.0.0.1:${links.workerToTemporal.port}`,
      TEMPORAL_NAMESPACE: NAMESPACE,
      ...(workerPorts[index] !== undefined && { REMIT_WORKER_PORT: String(workerPorts[index]) }),
    }),
  );
  await Promise.all([...webs, ...workers].map((part) => part.start()));
  // A token lasts an hour, and a soak longer.
  const tokens = new LRUCache<string, Promise<string>>({ max: 10_000, ttl: 30 * 60_000 });
  return {
    folder: folder.path,
    postgres,
    temporal,
    webs,
    workers,
    links,
    urls,
    workerUrls: workerPorts.map((port) => `http://127.0.0.1:${port}`),
    databaseUrls,
    temporalAddress,
    namespace: NAMESPACE,
    shiftClock,
    logOf,
    token: (subject) => {
      const known = tokens.get(subject);
      if (known !== undefined) return known;
      const token = fetchToken(subject, { issuer: identity.issuer });
      tokens.set(subject, token);
      // On a machine with much to do it may be late: whoever asks next asks again.
      token.catch(() => tokens.delete(subject));
      return token;
    },
    close: async () => {
      await Promise.all([...webs, ...workers].map((part) => part.stop()));
      await Promise.all([temporal.stop(), identity.close()]);
      await postgres.stop();
      await Promise.all(Object.values(links).map((link) => link.close()));
      folder.remove();
    },
  };
}

async function linksTo(postgresPort: number, temporalPort: number): Promise<Estate['links']> {
  const [webToPostgres, workerToPostgres, workerToTemporal] = await Promise.all([
    Link.to(postgresPort),
    Link.to(postgresPort),
    Link.to(temporalPort),
  ]);
  return { webToPostgres, workerToPostgres, workerToTemporal };
}

/** The shipped policies, the bodies of England and the example people. */
async function furnish(urls: DatabaseUrls, issuer: string): Promise<void> {
  const now = new Date().toISOString();
  const read = (file: string) => readFileSync(join(projectRoot(), 'policies', file), 'utf8');
  const owner = await createDatabase({ url: urls.owner, role: 'remit_owner', poolSize: 1 }).initialize();
  await installPolicies(owner, read('subsidiarity-1.dmn'), read('gates-1.json'), now);
  await owner.destroy();
  const files = ['reference/bodies-2023-04.csv', 'examples/places.csv'];
  const bodies = await readBodies(files.map((file) => join(projectRoot(), file)));
  if (!bodies.ok) throw new Error(JSON.stringify(bodies.error));
  const app = await createDatabase({ url: urls.api, role: 'remit_app', poolSize: 1 }).initialize();
  await loadOrganisation(app, { bodies: bodies.value, people: examplePeople(bodies.value) }, issuer, now);
  await app.destroy();
}

function ourProcesses(folder: string): {
  readonly process: (name: string, module: string, env: NonNullable<Program['env']>) => Part;
  readonly shiftClock: Estate['shiftClock'];
  readonly logOf: Estate['logOf'];
} {
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  const shiftFile = (name: string) => join(folder, `${name}.shift`);
  const shifted = pathToFileURL(join(import.meta.dirname, 'shifted-clock.mjs')).href;
  return {
    process: (name, module, env) =>
      new Part(
        nodeProgram({
          name,
          module,
          output: { file: join(logs, `${name}.log`) },
          env: {
            ...env,
            REMIT_LOG: 'info',
            NODE_OPTIONS: `--import ${shifted}`,
            CLOCK_SHIFT_FILE: shiftFile(name),
            // What is killed writes no coverage, and many starts would write much.
            NODE_V8_COVERAGE: undefined,
          },
          ready: (saidReady) => saidReady,
          readyWithinMs: 120_000,
        }),
      ),
    shiftClock: ({ name }, milliseconds) => {
      writeFileSync(shiftFile(name), String(milliseconds));
    },
    logOf: ({ name }) => readFileSync(join(logs, `${name}.log`), 'utf8'),
  };
}

/** A login that sees everything, past every link: for looking, and for planting differences. */
export async function lookInto<T>(estate: Estate, look: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: estate.databaseUrls.worker,
    options: '-c role=remit_system -c search_path=remit',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await look(client);
  } finally {
    await client.end();
  }
}

/** Adds to a test that failed what web and worker complained of and which part is down: it is read where the failure is. */
export function complain(test: Mocha.Test | undefined, estate: Estate): void {
  if (test?.state !== 'failed' || test.err === undefined) return;
  const parts = [estate.postgres, estate.temporal, ...estate.webs, ...estate.workers];
  const down = parts.filter((part) => !part.isUp).map(({ name }) => `${name} is down`);
  test.err.message = [test.err.message, ...down, ...complaintsOf(estate)].join('\n');
}

function complaintsOf(estate: Estate): readonly string[] {
  return [...estate.webs, ...estate.workers].flatMap((part) =>
    estate
      .logOf(part)
      .split('\n')
      .filter((line) => /"level":[56]0|^[^{]/.test(line) && !line.includes('"status":503'))
      .slice(-20)
      .map((line) => `${part.name}: ${line.slice(0, 900)}`),
  );
}
