import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { Readiness } from '../contracts/readiness.ts';

/** Answers an operator's tools: /healthz, /readyz, /metrics, and nothing else. Open to all who reach it. */
export async function serveOperators(
  at: { readonly host: string; readonly port: number },
  { readiness, registry }: { readonly readiness: () => Promise<Readiness>; readonly registry: Registry },
): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, type = 'application/json') => {
      response.writeHead(status, { 'content-type': type }).end(body);
    };
    const path = (request.url ?? '').split('?')[0];
    const done = async (): Promise<void> => {
      if (path === '/healthz') answer(200, JSON.stringify({ status: 'alive' }));
      else if (path === '/readyz') {
        const found = await readiness();
        answer(found.status === 'ready' ? 200 : 503, JSON.stringify(found));
      } else if (path === '/metrics') answer(200, await registry.metrics(), registry.contentType);
      else answer(404, JSON.stringify({ status: 'no such address' }));
    };
    done().catch((error: unknown) => {
      answer(500, JSON.stringify({ status: 'failed', detail: String(error) }));
    });
  });
  server.listen(at.port, at.host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
