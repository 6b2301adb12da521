import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../api/app.ts';
import { createAuthenticator } from '../api/authenticate.ts';
import { createServices } from '../api/services.ts';
import { readConfig } from '../contracts/config.ts';
import { createLog } from '../contracts/log.ts';
import { createDatabase } from '../store/database.ts';
import { whenReachable } from './when-reachable.ts';
import { mountPages } from './pages.ts';
import { closeGracefully } from './close-gracefully.ts';

const config = readConfig([
  'DATABASE_URL',
  'HOST',
  'PORT',
  'REMIT_PUBLIC_URL',
  'OIDC_ISSUER',
  'OIDC_AUDIENCE',
  'OIDC_CLIENT_ID',
  'SESSION_SECRET',
  'REMIT_LOG',
]);
const log = createLog('web', config.REMIT_LOG);
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
process.once('disconnect', () => stopping.abort());

const database = await whenReachable(
  () => createDatabase({ url: config.DATABASE_URL, role: 'remit_app' }).initialize(),
  { log, signal: stopping.signal },
);
if (database !== null) {
  const issuer = config.OIDC_ISSUER;
  const services = createServices({
    database,
    issuer,
    log,
    clock: () => new Date().toISOString(),
    authenticate: createAuthenticator({
      issuer,
      audience: config.OIDC_AUDIENCE,
      onProblem: (error) => log.warn({ err: error }, 'web: the identity provider’s keys could not be had'),
    }),
  });
  const server = createServer();
  // Longer than the minute of the usual proxy: who closes first must be the proxy, or a request meets a closed door.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 66_000;
  server.listen(config.PORT, config.HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const publicUrl = config.REMIT_PUBLIC_URL ?? `http://${config.HOST}:${port}`;
  const pages = { publicUrl, clientId: config.OIDC_CLIENT_ID, secrets: [config.SESSION_SECRET] };
  const app = createApp(services, (mounted) => {
    mountPages(mounted, services, pages);
  });
  server.on('request', app);

  log.info({ port, publicUrl }, 'web: ready');
  process.send?.('ready');
  if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
  await closeGracefully(server);
  await database.destroy();
  log.info('web: stopped');
}
// A channel to whoever started this is no reason to stay.
process.channel?.unref();
