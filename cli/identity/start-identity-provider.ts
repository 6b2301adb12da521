import { createServer, type RequestListener, type Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { isLoopback, isOwnMachine } from '../../api/loopback.ts';
import { StartProblem } from '../embedded/start-problem.ts';
import { createIdentityProvider, type IdentityProviderOptions } from './create-identity-provider.ts';
import { loadSigningKeys } from './signing-keys.ts';

type Settings = Omit<IdentityProviderOptions, 'issuer' | 'signingKeys'> & {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  /** Where it is to be found; where it listens, when not given. */
  readonly issuer?: string;
  /** For a container, whose loopback nobody else reaches: listens on `host`, whatever it is. */
  readonly beyondLoopback?: boolean;
  /** Where the keys are kept. */
  readonly dataDir: string;
};

export interface RunningIdentityProvider {
  readonly issuer: string;
  readonly close: () => Promise<void>;
}

/** Starts the local identity provider. It signs anybody in, so it refuses every address that others can reach. */
export async function startIdentityProvider(settings: Settings): Promise<RunningIdentityProvider> {
  const { port, host = '127.0.0.1', dataDir, issuer: published, ...options } = settings;
  refuseOthers(settings);
  const signingKeys = await loadSigningKeys(dataDir);
  let handler: RequestListener = (_req, res) => res.writeHead(503).end();
  const server = createServer((req, res) => handler(req, res));
  // The issuer holds the port, so the port comes first.
  const bound = await listen(server, port, host);
  const issuer = published ?? `http://${isIPv6(host) ? `[${host}]` : host}:${bound}`;
  try {
    handler = await createIdentityProvider({ ...options, issuer, signingKeys });
  } catch (error) {
    await close(server);
    throw error;
  }
  return { issuer, close: () => close(server) };
}

/**
 * It listens on loopback, and elsewhere only when told so. Even then who uses it must be on this machine: its own
 * address and those of the pages are names by which a browser finds no other.
 */
function refuseOthers({ host = '127.0.0.1', issuer, beyondLoopback, redirectUris }: Settings): void {
  if (isLoopback(host)) return;
  const way = 'name your own OpenID Connect provider (OIDC_ISSUER) instead of the example one';
  if (beyondLoopback !== true) {
    throw new StartProblem(
      `The example identity provider asks for no password and refuses to listen on ${host}: use 127.0.0.1, or ${way}.`,
    );
  }
  for (const address of [issuer ?? `http://${host}`, ...redirectUris]) {
    if (isOwnMachine(new URL(address).hostname)) continue;
    throw new StartProblem(
      `The example identity provider asks for no password and refuses to serve ${new URL(address).origin}, which others can reach: use a name of this machine such as http://localhost:8080, or ${way}.`,
    );
  }
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
