import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../api/app.ts';
import { createAuthenticator } from '../api/authenticate.ts';
import { webReadiness } from '../api/readiness.ts';
import { createServices } from '../api/services.ts';
import {
  bucketOf,
  DATABASE_KEYS,
  FILES_KEYS,
  limitsOf,
  RATE_KEYS,
  rateLimitOf,
  readConfig,
  TRACE_KEYS,
} from '../contracts/config.ts';
import { CLAIM_KEYS, claimRulesOf } from '../contracts/claim-rules.ts';
import { dieInALine } from '../contracts/die-in-a-line.ts';
import { createLog } from '../contracts/log.ts';
import { startTracing } from '../contracts/start-tracing.ts';
import { whenReachable } from '../contracts/when-reachable.ts';
import { isDatabaseAway } from '../store/database-away.ts';
import { createDatabase } from '../store/database.ts';
import { createFiles } from '../store/files/create-files.ts';
import { createProbe, createProbePool } from '../store/probe.ts';
import { mountPages } from './pages.ts';
import { closeGracefully } from './close-gracefully.ts';

dieInALine('web');
const config = readConfig([
  ...DATABASE_KEYS,
  ...TRACE_KEYS,
  ...FILES_KEYS,
  ...RATE_KEYS,
  'HOST',
  'PORT',
  'REMIT_PUBLIC_URL',
  ...CLAIM_KEYS,
  'REMIT_OIDC_SCOPE',
  'OIDC_ISSUER',
  'OIDC_AUDIENCE',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
  'SESSION_SECRET',
  'REMIT_LOG',
]);
const log = createLog('web', config.REMIT_LOG);
const stopTracing = await startTracing('web', config);
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
process.once('disconnect', () => stopping.abort());

const { DATABASE_URL: url, OIDC_ISSUER: issuer } = config;
const bucket = bucketOf(config);
const limits = limitsOf(config);
const database = await whenReachable(
  () => createDatabase({ url, role: 'remit_app', poolSize: limits.poolSize, limits }).initialize(),
  {
    log,
    signal: stopping.signal,
    what: 'web: no database',
    settings: 'DATABASE_URL',
    isAway: isDatabaseAway,
  },
);
if (database !== null) {
  const authenticate = createAuthenticator({
    issuer,
    audience: config.OIDC_AUDIENCE,
    onProblem: (error) => log.warn({ err: error }, 'web: the identity provider’s keys could not be had'),
  });
  const probes = createProbePool(url, 'remit_app');
  const services = createServices({
    database,
    issuer,
    claims: claimRulesOf(config),
    log,
    clock: () => new Date().toISOString(),
    authenticate,
    files: createFiles(database, bucket),
    rateLimit: rateLimitOf(config),
    proxies: config.REMIT_PROXIES,
    readiness: webReadiness(createProbe(probes), authenticate),
  });
  const server = createServer();
  // Longer than the minute of the usual proxy: who closes first must be the proxy, or a request meets a closed door.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 66_000;
  server.listen(config.PORT, config.HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const publicUrl = config.REMIT_PUBLIC_URL ?? `http://${config.HOST}:${port}`;
  const pages = {
    publicUrl,
    clientId: config.OIDC_CLIENT_ID,
    secrets: [config.SESSION_SECRET],
    scope: config.REMIT_OIDC_SCOPE,
    clientSecret: config.OIDC_CLIENT_SECRET,
  };
  const app = createApp(services, (mounted) => {
    mountPages(mounted, services, pages);
  });
  server.on('request', app);

  log.info({ port, publicUrl }, 'web: ready');
  process.send?.('ready');
  if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
  await closeGracefully(server);
  await probes.end();
  await stopTracing();
  await database.destroy();
  log.info('web: stopped');
}
// A channel to whoever started this is no reason to stay.
process.channel?.unref();
