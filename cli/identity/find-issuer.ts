import { StartProblem } from '../embedded/start-problem.ts';

/** Where commands look for a running Remit: `REMIT_URL`, else this machine at `PORT`. */
export function remitUrl(env: NodeJS.ProcessEnv = process.env): string {
  return env['REMIT_URL'] ?? `http://127.0.0.1:${env['PORT'] ?? '8080'}`;
}

/** Asks a running Remit who gives tokens for it (RFC 9728). */
export async function findIssuer(url: string): Promise<string> {
  const answer = await ask(url);
  if (answer?.ok !== true)
    throw new StartProblem(`There is no Remit at ${url}: start one, or set REMIT_URL.`);
  const { authorization_servers: servers = [] } = (await answer.json()) as {
    authorization_servers?: string[];
  };
  if (servers[0] === undefined) throw new StartProblem(`${url} does not say who gives tokens for it.`);
  return servers[0];
}

async function ask(url: string): Promise<Response | null> {
  if (!URL.canParse(url)) throw new StartProblem(`REMIT_URL is ${url}, which is not an address.`);
  return fetch(new URL('/.well-known/oauth-protected-resource', url)).catch(() => null);
}
