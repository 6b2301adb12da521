import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { guardProcess, releaseProcess } from '../../cli/embedded/guard.ts';
import { Lines } from '../support/eventually.ts';
import { createInterface } from 'node:readline';
import { UNLIMITED } from '../support/unlimited.ts';

export interface CodeProcess {
  readonly pid: number;
  readonly lines: Lines;
  /** Asks it to stop, as a supervisor does, and waits until it is gone; gives its exit code. */
  stop(): Promise<number | null>;
}

/** A process of some version's code, from its folder. Resolves when it says that it is ready. */
export async function startCode(
  folder: string,
  module: 'worker/main.ts' | 'web/main.ts',
  settings: Readonly<Record<string, string>>,
): Promise<CodeProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', module], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...UNLIMITED, REMIT_LOG: 'info', ...settings },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${module} did not start`);
  guardProcess(pid, 'SIGTERM', 5000);
  child.once('exit', () => releaseProcess(pid));
  const lines = new Lines();
  if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', lines.say);
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${module} ended with ${String(code)} before it was ready:\n${lines.all.join('\n')}`);
    }),
  ]);
  return { pid, lines, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  return child.exitCode;
}
