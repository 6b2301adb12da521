import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** As little of an OpenID provider as somebody needs who checks its tokens: metadata, and one key. */
export interface Issuer {
  readonly url: string;
  /** From now on it says 503, or is itself again. */
  serve(well: boolean): void;
  close(): void;
}

export async function openIssuer(): Promise<Issuer> {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'ES256' };
  let well = true;
  const server = createServer((request, response) => {
    const body = request.url === '/keys' ? { keys: [key] } : { issuer: url, jwks_uri: `${url}/keys` };
    response.writeHead(well ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    serve: (isWell) => {
      well = isWell;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
