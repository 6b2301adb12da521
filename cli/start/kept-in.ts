import { join } from 'node:path';
import { stopLeftover } from '../embedded/pid-file.ts';
import type { Say } from '../embedded/start-problem.ts';

/** Where its output and its process id are kept, and how long it may take. */
export function keptIn(folder: string, name: string) {
  return {
    output: { file: join(folder, 'logs', `${name}.log`) },
    pidFile: join(folder, 'run', `${name}.pid`),
    readyWithinMs: 60_000,
  };
}

/** What a start that was cut off may have left on our ports. */
export async function stopLeftovers(folder: string, say: Say): Promise<void> {
  for (const name of ['web', 'worker', 'identity']) {
    await stopLeftover(keptIn(folder, name).pidFile, `The ${name} process`, 'SIGTERM', 20_000, say);
  }
}
