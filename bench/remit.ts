import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { freePorts } from '../cli/embedded/free-port.ts';
import { superuser, superuserPassword } from '../cli/embedded/postgres-cluster.ts';
import { findIssuer } from '../cli/identity/find-issuer.ts';
import { processesOf, startRemit } from '../test/support/remit.ts';
import { UNLIMITED } from '../test/support/unlimited.ts';
import { makeTempFolder } from '../test/support/temp-folder.ts';

/** A Remit of the bench's own, as `npm start` brings it up: every process real, the disk waited for. */
export interface BenchRemit {
  readonly url: string;
  readonly issuer: string;
  readonly temporal: string;
  readonly databases: { readonly api: string; readonly worker: string; readonly superuser: string };
  /** Seconds from the command to the line that says it is ready. */
  readonly readyAfter: number;
  /** Resident memory of each process now, in MB. */
  memory(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

export async function startBenchRemit(): Promise<BenchRemit> {
  const folder = makeTempFolder('bench');
  const [port = 0] = await freePorts(1);
  const remit = startRemit({ REMIT_DATA: folder.path, PORT: String(port), ...UNLIMITED });
  const ended = remit.exited.then(() => {
    throw new Error(`Remit did not start:\n${remit.lines.all.join('\n')}`);
  });
  ended.catch(() => undefined);
  const ready = await Promise.race([remit.lines.next(/Remit is ready, in/), ended]);
  // The examples are played by then, and nothing of the start is left to do.
  await Promise.race([remit.lines.next(/^Ctrl-C stops/), ended]);
  return {
    ...(await remitAt(folder.path, `http://127.0.0.1:${port}`)),
    readyAfter: Number(/in ([\d.]+) s/.exec(ready)?.[1]),
    stop: async () => {
      remit.child.kill('SIGTERM');
      await remit.exited;
      folder.remove();
    },
  };
}

/** The ways into a Remit that runs with the data of a folder. */
export async function remitAt(folder: string, url: string): Promise<Omit<BenchRemit, 'readyAfter' | 'stop'>> {
  const ports = JSON.parse(readFileSync(join(folder, 'ports.json'), 'utf8')) as Record<string, number>;
  const secret = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8').trim();
  const database = (user: string, password: string) =>
    `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${ports['postgres'] ?? 0}/remit`;
  return {
    url,
    issuer: await findIssuer(url),
    temporal: `127.0.0.1:${ports['temporal'] ?? 0}`,
    databases: {
      api: database('remit_api', secret('api-database-password')),
      worker: database('remit_worker', secret('worker-database-password')),
      superuser: database(superuser, superuserPassword(join(folder, 'postgres'))),
    },
    memory: () =>
      Object.fromEntries(Object.entries(processesOf(folder)).map(([name, pid]) => [name, residentOf(pid)])),
  };
}

/** One process's own resident memory; Postgres's are counted with the processes that it has for connections. */
function residentOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

/** Does one thing as the superuser: bulk data and statistics are nobody else's business. */
export async function asSuperuser<T>(remit: BenchRemit, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: remit.databases.superuser,
    options: '-c search_path=remit -c timezone=UTC',
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
