import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureNamespace } from './namespace.ts';
import { startProgram, type Program, type Running } from './program.ts';
import { noSpace, type Say } from './start-problem.ts';

export interface TemporalOptions {
  /** The `temporal` command, from `findTemporal`. */
  readonly binary: string;
  /** Where its database, log and pid file are kept. */
  readonly folder: string;
  readonly port: number;
  readonly namespace: string;
  /** Without a database file: for tests. */
  readonly inMemory?: boolean;
  /** The web interface of Temporal, when it is wanted. */
  readonly uiPort?: number;
  readonly extraArgs?: readonly string[];
}

export interface RunningTemporal extends Running {
  readonly address: string;
}

/** More are read again from its database. Temporal's own limit is 128,000, closed ones with them: it would grow for weeks. */
const WORKFLOWS_IN_MEMORY = 4_000;

/** The real server, with its state in SQLite, on the loopback interface only. */
export function temporalProgram(options: TemporalOptions): Program {
  const { binary, folder, port, namespace, inMemory = false, uiPort, extraArgs = [] } = options;
  mkdirSync(folder, { recursive: true });
  const durability = ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=FULL'];
  return {
    name: 'Temporal',
    command: binary,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--namespace', namespace],
      ...['--log-level', 'warn', '--log-format', 'json'],
      ...['--dynamic-config-value', `history.hostLevelCacheMaxSize=${WORKFLOWS_IN_MEMORY}`],
      ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch']),
      ...(inMemory ? [] : ['--db-filename', join(folder, 'temporal.db'), ...durability]),
      ...extraArgs,
    ],
    output: { file: join(folder, 'temporal.log') },
    pidFile: join(folder, 'temporal.pid'),
    ready: () => ensureNamespace({ address: temporalAddress(port) }, namespace),
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 15_000,
    explain: (output) => explain(output, port, folder),
  };
}

export async function startTemporal(options: TemporalOptions & { say: Say }): Promise<RunningTemporal> {
  const running = await startProgram(temporalProgram(options), options.say);
  return { ...running, address: temporalAddress(options.port) };
}

function temporalAddress(port: number): string {
  return `127.0.0.1:${port}`;
}

function explain(output: string, port: number, folder: string): string | undefined {
  if (/address already in use/i.test(output)) {
    return `Port ${port} for Temporal is taken by another program: stop that one, or set another port.`;
  }
  if (/no space left on device|database or disk is full/i.test(output)) {
    return noSpace(folder);
  }
  if (/database is locked/i.test(output)) {
    return `Temporal's database in ${folder} is in use by another program: stop that one first.`;
  }
  return undefined;
}
