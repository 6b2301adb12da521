import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { freePorts } from '../../cli/embedded/free-port.ts';
import { guardFolder, releaseFolder } from '../../cli/embedded/guard.ts';
import { startPostgres, type RunningPostgres } from '../../cli/embedded/postgres-server.ts';
import { findTemporal } from '../../cli/embedded/temporal-binary.ts';
import { startTemporal, type RunningTemporal } from '../../cli/embedded/temporal-server.ts';
import { makeTempFolder, type TempFolder } from './temp-folder.ts';

/**
 * The servers of one test process. Each is started when it is first asked for, so that a run of unit tests starts
 * none, and shared from then on: a test makes its own database or namespace's worth of ids inside.
 */
export const TEST_NAMESPACE = 'remit-test';

let folder: TempFolder | undefined;
let postgres: Promise<RunningPostgres> | undefined;
let temporal: Promise<RunningTemporal> | undefined;

export interface TestServers {
  readonly postgres: { readonly superuserUrl: string };
  readonly temporal: { readonly address: string; readonly namespace: string };
}

export async function startTestServers(): Promise<TestServers> {
  const [forPostgres, forTemporal] = await Promise.all([startTestPostgres(), startTestTemporal()]);
  return { postgres: forPostgres, temporal: { address: forTemporal.address, namespace: TEST_NAMESPACE } };
}

/** Real Postgres that does not wait for the disk. */
export function startTestPostgres(): Promise<RunningPostgres> {
  return (postgres ??= bringUpPostgres());
}

/** The real server, in memory. */
export function startTestTemporal(): Promise<RunningTemporal> {
  return (temporal ??= bringUpTemporal());
}

/** Called once after the last test; does nothing when nothing was started. */
export async function stopTestServers(): Promise<void> {
  const started = [temporal, postgres];
  [temporal, postgres] = [undefined, undefined];
  for (const server of started) await (await server)?.stop();
  folder?.remove();
  folder = undefined;
}

async function bringUpPostgres(): Promise<RunningPostgres> {
  const path = sharedFolder();
  const [port = 0] = await freePorts(1);
  const running = await startPostgres({
    folder: `${path}/postgres`,
    port,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
    say: tell,
  });
  // As root the data may be elsewhere than in our folder.
  if (running.dataFolder.startsWith(path)) return running;
  const elsewhere = dirname(running.dataFolder);
  guardFolder(elsewhere);
  const stop = running.stop.bind(running);
  return {
    ...running,
    stop: async () => {
      const exit = await stop();
      rmSync(elsewhere, { recursive: true, force: true });
      releaseFolder(elsewhere);
      return exit;
    },
  };
}

async function bringUpTemporal(): Promise<RunningTemporal> {
  const path = sharedFolder();
  const binary = await findTemporal({ say: tell });
  const [port = 0] = await freePorts(1);
  return startTemporal({
    binary,
    folder: `${path}/temporal`,
    port,
    namespace: TEST_NAMESPACE,
    inMemory: true,
    say: tell,
  });
}

function sharedFolder(): string {
  return (folder ??= makeTempFolder('test-servers')).path;
}

/** A download is worth a line in the middle of a test run; making a cluster is not. */
function tell(line: string): void {
  if (/^Fetching|so far$/.test(line)) console.log(`    ${line}`);
}
