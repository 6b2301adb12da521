import type { Express } from 'express';
import { watchPools } from '../contracts/metrics.ts';
import { poolOf } from '../store/database.ts';
import type { Services } from './services.ts';

/** What operators and tools ask of the service itself; open to all who can reach it. */
export function serveServiceAddresses(
  app: Express,
  { database, issuer, metrics, readiness }: Services,
  document: object,
): void {
  const { registry } = metrics;
  watchPools(registry, () => ({ app: poolOf(database) }));
  const json = JSON.stringify(document);
  app.get('/openapi.json', (_request, response) => {
    response.type('application/json').send(json);
  });
  // RFC 9728: how a client that only knows this address finds who gives tokens for it.
  app.get('/.well-known/oauth-protected-resource', (_request, response) => {
    response.json({
      authorization_servers: [issuer],
      bearer_methods_supported: ['header'],
      resource_name: 'Remit',
    });
  });
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  app.get('/readyz', async (_request, response) => {
    const found = await readiness();
    response.status(found.status === 'ready' ? 200 : 503).json(found);
  });
  app.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
}
