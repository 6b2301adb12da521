import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { codeOf, StartProblem } from './start-problem.ts';

/** A port of the loopback interface that nothing listens on now. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('the system gave no port');
  return port;
}

/** Several at once: all are held until the last is found, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  try {
    for (const server of servers) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    return servers.map((server) => (server.address() as AddressInfo).port);
  } finally {
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  }
}

export async function isFreePort(port: number): Promise<boolean> {
  return (await refusalOf(port)) === undefined;
}

/** Refuses in one sentence, before anything is started, a port that another program listens on. */
export async function requireFreePort(port: number, forWhat: string, setting: string): Promise<void> {
  const error = await refusalOf(port);
  if (error === undefined) return;
  throw new StartProblem(
    codeOf(error) === 'EACCES'
      ? `This user may not listen on port ${port} for ${forWhat}: set ${setting} to a port above 1023.`
      : `Port ${port} for ${forWhat} is taken by another program: stop that one, or set ${setting} to a free port.`,
    { cause: error },
  );
}

/** Why nobody can listen there now. */
async function refusalOf(port: number): Promise<unknown> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    const reason = codeOf(error);
    if (reason !== 'EADDRINUSE' && reason !== 'EACCES') throw error;
    return error;
  } finally {
    await new Promise((done) => server.close(done));
  }
}
