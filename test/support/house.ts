import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { Express } from 'express';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { createActivities } from '../../activities/create-activities.ts';
import { createApp } from '../../api/app.ts';
import { createAuthenticator } from '../../api/authenticate.ts';
import { createServices, type Services } from '../../api/services.ts';
import { fetchServiceToken, fetchToken } from '../../cli/commands/token.ts';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { API_AUDIENCE } from '../../cli/identity/api-resource.ts';
import {
  startIdentityProvider,
  type RunningIdentityProvider,
} from '../../cli/identity/start-identity-provider.ts';
import { examplePeople } from '../../cli/organisation/example-people.ts';
import { loadOrganisation } from '../../cli/organisation/load-organisation.ts';
import { readBodies } from '../../cli/organisation/read-bodies.ts';
import { createLog, type Log } from '../../contracts/log.ts';
import { CommandHandler, type Clock } from '../../store/handler.ts';
import { World } from '../../store/world.ts';
import { createWorker, workflowSources } from '../../worker/create-worker.ts';
import { startRelay } from '../../worker/relay.ts';
import { connectClient } from '../../worker/temporal.ts';
import { BY_SUBJECT, type ClaimRules } from '../../domain/identity-claims.ts';
import type { ClaimsOf } from '../../cli/identity/cis2-claims.ts';
import { Contract } from './contract.ts';
import { shippedAccounts } from './identity.ts';
import { quietRuntime } from './quiet-runtime.ts';
import { startTestTemporal, TEST_NAMESPACE } from './servers.ts';
import { makeTempFolder } from './temp-folder.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/** The real house on real engines: API over HTTP, worker, relay; each house has a database and a task queue of its own. */
export interface House {
  readonly url: string;
  readonly issuer: string;
  readonly services: Services;
  readonly database: TestDatabase;
  readonly taskQueue: string;
  readonly temporal: { readonly address: string; readonly namespace: string };
  as(subject: string): Promise<Asker>;
  /** A service account, whose subject begins with `service.`. */
  asService(subject: string): Promise<Asker>;
  close(): Promise<void>;
}

export interface Reply<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** One person’s way into the API. */
export interface Asker {
  readonly token: string;
  get<T = Record<string, unknown>>(path: string): Promise<Reply<T>>;
  post<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply<T>>;
  put<T = Record<string, unknown>>(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply<T>>;
  patch<T = Record<string, unknown>>(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply<T>>;
  delete<T = Record<string, unknown>>(path: string): Promise<Reply<T>>;
}

const quiet = createLog('test', process.env['REMIT_LOG'] ?? 'silent');
let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/** The workflows of this checkout, bundled once for the whole run. */
export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  return (bundle ??= bundleWorkflowCode({
    ...workflowSources(),
    logger: new DefaultLogger('ERROR'),
  }));
}

export interface HouseOptions {
  /** What is read of claims, and what the provider claims of somebody: their `sub` alone, when not given. */
  readonly claims?: ClaimRules;
  readonly claimsOf?: ClaimsOf;
  /** Without a worker nothing moves by itself: for tests of Postgres alone, or with a worker process of their own. */
  readonly worker?: boolean;
  readonly clock?: Clock;
  /** Where lines are looked at. */
  readonly log?: Log;
  /** Another Temporal than the shared one, such as a time-skipping server. */
  readonly temporal?: { readonly address: string; readonly namespace: string };
  /** Mounts pages beside the API, at the address where the house is reached. */
  readonly pages?: (app: Express, services: Services, publicUrl: string) => void;
}

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const { worker = true, clock = () => new Date().toISOString(), log = quiet, pages } = options;
  const database = await createTestDatabase();
  const taskQueue = `test-${uuid()}`;
  const { server, url, serve } = await listen();
  const [provider, app, temporal] = await Promise.all([
    startProvider(url, options.claimsOf),
    database.connect('remit_app'),
    options.temporal ?? startTestTemporal(),
  ]);
  await organise(app, provider.issuer, await clock());
  const authenticate = createAuthenticator({ issuer: provider.issuer, audience: API_AUDIENCE });
  const { claims = BY_SUBJECT } = options;
  const { issuer } = provider;
  const services = createServices({ database: app, authenticate, clock, log, issuer, claims });
  serve(
    createApp(services, (mounted) => {
      pages?.(mounted, services, url);
    }),
  );
  const namespace = options.temporal?.namespace ?? TEST_NAMESPACE;
  const works = worker
    ? await startWorks(database, { address: temporal.address, namespace, taskQueue, clock })
    : undefined;
  const document = await fetch(`${url}/openapi.json`);
  const contract = new Contract((await document.json()) as ConstructorParameters<typeof Contract>[0]);
  const tokens = new Map<string, Promise<string>>();
  return {
    url,
    issuer: provider.issuer,
    services,
    database,
    taskQueue,
    temporal: { address: temporal.address, namespace },
    as: async (subject) => {
      const token = tokens.get(subject) ?? fetchToken(subject, { issuer: provider.issuer });
      tokens.set(subject, token);
      return asker(url, await token, contract);
    },
    asService: async (subject) =>
      asker(url, await fetchServiceToken(subject, { issuer: provider.issuer }), contract),
    close: async () => {
      await works?.stop();
      server.close();
      server.closeAllConnections();
      await provider.close();
      await database.drop();
    },
  };
}

async function organise(database: DataSource, issuer: string, now: string): Promise<void> {
  const files = ['reference/bodies-2023-04.csv', 'examples/places.csv'].map((file) =>
    join(projectRoot(), file),
  );
  const bodies = await readBodies(files);
  if (!bodies.ok) throw new Error(JSON.stringify(bodies.error));
  await loadOrganisation(
    database,
    { bodies: bodies.value, people: examplePeople(bodies.value) },
    issuer,
    now,
  );
}

async function startProvider(
  url: string,
  claimsOf?: ClaimsOf,
): Promise<RunningIdentityProvider & { close(): Promise<void> }> {
  const folder = makeTempFolder('identity');
  const provider = await startIdentityProvider({
    port: 0,
    dataDir: folder.path,
    redirectUris: [`${url}/sign-in/callback`],
    postLogoutRedirectUris: [`${url}/`],
    accountExists: () => Promise.resolve(true),
    serviceAccountExists: (subject) => Promise.resolve(subject.startsWith('service.')),
    listAccounts: shippedAccounts,
    ...(claimsOf && { claimsOf }),
  });
  return {
    ...provider,
    close: async () => {
      await provider.close();
      folder.remove();
    },
  };
}

async function startWorks(
  database: TestDatabase,
  {
    address,
    namespace,
    taskQueue,
    clock,
  }: { address: string; namespace: string; taskQueue: string; clock: Clock },
): Promise<{ stop(): Promise<void> }> {
  quietRuntime();
  const handler = new CommandHandler(await database.connect('remit_system'), new World(), clock);
  const made = await createWorker({
    address,
    namespace,
    taskQueue,
    activities: createActivities({ handler }),
    log: quiet,
    workflowBundle: await workflowBundle(),
  });
  const running = made.worker.run();
  const temporal = await connectClient({ address }, namespace);
  const relay = await startRelay({ databaseUrl: database.url, temporal, taskQueue, log: quiet, clock });
  return {
    stop: async () => {
      await relay.stop();
      made.worker.shutdown();
      await running;
      await made.close();
      await temporal.connection.close();
    },
  };
}

/** Listens before there is anything to serve: the provider has to know the address, and the application the provider. */
async function listen(): Promise<{ server: Server; url: string; serve: (app: RequestListener) => void }> {
  let listener: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => {
    listener(request, response);
  });
  // A machine that stands still for a while must not cut connections that are about to be used.
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serve = (app: RequestListener) => {
    listener = app;
  };
  return { server, url, serve };
}

function asker(url: string, token: string, contract: Contract): Asker {
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const told: unknown = await answer.json();
    contract.check(method, path, answer.status, answer.headers.get('content-type'), told);
    return { status: answer.status, headers: answer.headers, body: told as never };
  };
  return {
    token,
    get: (path) => ask('GET', path),
    post: (path, body, headers) => ask('POST', path, body, headers),
    put: (path, body, headers) => ask('PUT', path, body, headers),
    patch: (path, body, headers) => ask('PATCH', path, body, headers),
    delete: (path) => ask('DELETE', path),
  };
}
