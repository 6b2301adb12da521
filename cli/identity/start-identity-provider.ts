import { createServer, type RequestListener, type Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { isLoopback } from '../../api/loopback.ts';
import { createIdentityProvider, type IdentityProviderOptions } from './create-identity-provider.ts';
import { loadSigningKeys } from './signing-keys.ts';

type Settings = Omit<IdentityProviderOptions, 'issuer' | 'signingKeys'> & {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  /** Where the keys are kept. */
  readonly dataDir: string;
};

export interface RunningIdentityProvider {
  readonly issuer: string;
  readonly close: () => Promise<void>;
}

/** Starts the local identity provider. It signs anybody in, so it refuses every address that others can reach. */
export async function startIdentityProvider(settings: Settings): Promise<RunningIdentityProvider> {
  const { port, host = '127.0.0.1', dataDir, ...options } = settings;
  if (!isLoopback(host)) {
    throw new Error(
      `The example identity provider asks for no password and refuses to listen on ${host}. ` +
        'Use 127.0.0.1, or name your own OpenID Connect provider instead of the example one.',
    );
  }
  const signingKeys = await loadSigningKeys(dataDir);
  let handler: RequestListener = (_req, res) => res.writeHead(503).end();
  const server = createServer((req, res) => handler(req, res));
  // The issuer holds the port, so the port comes first.
  const bound = await listen(server, port, host);
  const issuer = `http://${isIPv6(host) ? `[${host}]` : host}:${bound}`;
  try {
    handler = await createIdentityProvider({ ...options, issuer, signingKeys });
  } catch (error) {
    await close(server);
    throw error;
  }
  return { issuer, close: () => close(server) };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('The example identity provider has no port.'));
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
