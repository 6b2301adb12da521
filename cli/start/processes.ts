import { join } from 'node:path';
import { API_AUDIENCE } from '../identity/api-resource.ts';
import { PAGES_CLIENT_ID } from '../identity/create-identity-provider.ts';
import type { Program } from '../embedded/program.ts';
import { StartProblem } from '../embedded/start-problem.ts';
import { nodeProgram } from '../node-program.ts';
import type { DatabaseUrls } from './database.ts';
import { keptSecret } from './kept-file.ts';
import { keptIn } from './kept-in.ts';
import type { Servers, Surroundings } from './servers.ts';

type Around = Pick<Surroundings, 'settings' | 'folder' | 'ports'>;

/** Names what stands on `port` when it could not be had, for a person. */
const portTaken = (sentence: string) => (output: string) =>
  output.includes('EADDRINUSE') ? sentence : undefined;

/** Signs anybody in; on the loopback interface only. */
export function identityProgram({ settings, folder, ports }: Around, urls: DatabaseUrls): Program {
  const port = ports.identity;
  return nodeProgram({
    name: 'Identity provider',
    module: 'cli/identity/main',
    ...keptIn(folder, 'identity'),
    env: {
      DATABASE_URL: urls.api,
      PORT: String(port),
      REMIT_DATA: join(folder, 'secrets'),
      REMIT_PUBLIC_URL: settings.publicUrl,
    },
    ready: (saidReady) => saidReady,
    explain: portTaken(
      `Port ${port} for the identity provider is taken by another program: stop that one, since the people here are known by that address.`,
    ),
  });
}

export function workerProgram(
  { settings, folder }: Around,
  urls: DatabaseUrls,
  temporal: Servers['temporal'],
): Program {
  return nodeProgram({
    name: 'Worker',
    module: 'worker/main',
    ...keptIn(folder, 'worker'),
    env: {
      DATABASE_URL: urls.worker,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: settings.namespace,
      REMIT_PUBLIC_URL: settings.publicUrl,
    },
    ready: (saidReady) => saidReady,
  });
}

/** The API and the pages. */
export function webProgram({ settings, folder }: Around, urls: DatabaseUrls, issuer: string): Program {
  const { host, port, url, publicUrl } = settings;
  const ours = settings.issuer === undefined;
  return nodeProgram({
    name: 'Web server',
    module: 'web/main',
    ...keptIn(folder, 'web'),
    env: {
      DATABASE_URL: urls.api,
      HOST: host,
      PORT: String(port),
      REMIT_PUBLIC_URL: publicUrl,
      OIDC_ISSUER: issuer,
      ...(ours ? { OIDC_AUDIENCE: API_AUDIENCE, OIDC_CLIENT_ID: PAGES_CLIENT_ID } : {}),
      SESSION_SECRET: keptSecret(join(folder, 'secrets', 'session-secret')),
    },
    ready: async (saidReady) => {
      await saidReady;
      const answer = await fetch(new URL('/readyz', url));
      await answer.body?.cancel();
      if (answer.status !== 200) throw new StartProblem(`${url}/readyz answers ${answer.status}`);
    },
    explain: portTaken(
      `Port ${port} for the pages and the API is taken by another program: stop that one, or set PORT to a free port.`,
    ),
  });
}
