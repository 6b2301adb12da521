import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Certificates for tests on this machine, good for a hundred years and for nothing else; nobody has their authority's key. */
export function certificatePath(
  name: 'ca.crt' | 'server.crt' | 'server.key' | 'client.crt' | 'client.key',
): string {
  return join(import.meta.dirname, 'certificates', name);
}

/** A server that shows its certificate, speaks HTTP/2 and asks its clients for theirs. */
export function demandingServer() {
  return {
    ca: readFileSync(certificatePath('ca.crt')),
    cert: readFileSync(certificatePath('server.crt')),
    key: readFileSync(certificatePath('server.key')),
    ALPNProtocols: ['h2'],
    requestCert: true,
    rejectUnauthorized: true,
  };
}
