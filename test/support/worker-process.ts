import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { guardProcess, releaseProcess } from '../../cli/embedded/guard.ts';
import { projectRoot } from '../../cli/embedded/folders.ts';
import type { House } from './house.ts';

/** A worker as it runs for real: a process of its own, to be killed. Resolves when it polls. */
export async function startWorkerProcess(house: House): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(projectRoot(), 'worker/main.ts')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      DATABASE_URL: house.database.url,
      TEMPORAL_ADDRESS: house.temporal.address,
      TEMPORAL_NAMESPACE: house.temporal.namespace,
      TEMPORAL_TASK_QUEUE: house.taskQueue,
      REMIT_LOG: 'silent',
    },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('The worker did not start');
  guardProcess(pid, 'SIGTERM', 5000);
  child.once('exit', () => releaseProcess(pid));
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The worker ended with ${String(code)} before it was ready`);
    }),
  ]);
  return Object.assign(child, { pid });
}

/** Ends it as a power cut would, and waits until it is gone. */
export async function killProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
