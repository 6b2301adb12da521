import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { guardProcess, releaseProcess } from '../../cli/embedded/guard.ts';
import { projectRoot } from '../../cli/embedded/folders.ts';
import type { Lines } from './eventually.ts';
import type { House } from './house.ts';

export interface ProcessOptions {
  /** Settings that differ from the house's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Hears what it logs, from `debug` on; without it nothing is logged. */
  readonly lines?: Lines;
}

export type Started = ChildProcess & { readonly pid: number };

/** A worker as it runs for real: a process of its own, to be killed. Resolves when it polls. */
export async function startWorkerProcess(house: House, options: ProcessOptions = {}): Promise<Started> {
  const child = launchWorker(house, options);
  await untilReady(child);
  return child;
}

/** A worker that may wait for what is not there yet. */
export function launchWorker(house: House, options: ProcessOptions = {}): Started {
  const settings = {
    DATABASE_URL: house.database.url,
    TEMPORAL_ADDRESS: house.temporal.address,
    TEMPORAL_NAMESPACE: house.temporal.namespace,
    TEMPORAL_TASK_QUEUE: house.taskQueue,
  };
  return launch('worker/main.ts', settings, options);
}

/** Web as it runs for real, in a process of its own, with the house's database and identity provider. */
export async function startWebProcess(
  house: House,
  options: ProcessOptions & { readonly lines: Lines },
): Promise<{ readonly child: Started; readonly url: string }> {
  const settings = {
    DATABASE_URL: house.database.url,
    PORT: '0',
    OIDC_ISSUER: house.issuer,
    SESSION_SECRET: 'a secret for tests that is long enough to seal',
  };
  const child = launch('web/main.ts', settings, options);
  await untilReady(child);
  const { publicUrl } = JSON.parse(await options.lines.next(/web: ready/)) as { publicUrl: string };
  return { child, url: publicUrl };
}

function launch(
  program: string,
  settings: Readonly<Record<string, string>>,
  { env = {}, lines }: ProcessOptions,
): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', join(projectRoot(), program)], {
    stdio: ['ignore', lines === undefined ? 'ignore' : 'pipe', 'inherit', 'ipc'],
    env: {
      ...process.env,
      REMIT_LOG: lines === undefined ? 'silent' : 'debug',
      ...settings,
      ...env,
    },
  });
  if (lines !== undefined && child.stdout !== null)
    createInterface({ input: child.stdout }).on('line', lines.say);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} did not start`);
  guardProcess(pid, 'SIGTERM', 5000);
  child.once('exit', () => releaseProcess(pid));
  return Object.assign(child, { pid });
}

export async function untilReady(child: ChildProcess): Promise<void> {
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`It ended with ${String(code)} before it was ready`);
    }),
  ]);
}

/** Ends it as a power cut would, and waits until it is gone. */
export async function killProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
