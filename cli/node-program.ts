import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Program } from './embedded/program.ts';

export type NodeProgramOptions = Omit<Program, 'command' | 'args' | 'ipc' | 'stopSignal' | 'stopWithinMs'> & {
  /** The module to run, as a path from the project's root without its ending, such as `api/main`. */
  readonly module: string;
  readonly args?: readonly string[];
  readonly stopWithinMs?: number;
};

/** Source runs through tsx; what was built runs as it is. */
const fromSource = import.meta.filename.endsWith('.ts');

/**
 * One process of Node, not the four that `npx tsx` starts: what is to be killed is what was started. It stops by
 * itself when the channel to us closes, so it does not outlive a supervisor that was killed.
 */
export function nodeProgram({
  module,
  args = [],
  stopWithinMs = 20_000,
  ...rest
}: NodeProgramOptions): Program {
  const ending = fromSource ? '.ts' : '.js';
  const loader = fromSource ? ['--import', createRequire(import.meta.url).resolve('tsx')] : [];
  const runner = join(import.meta.dirname, `run-module${ending}`);
  return {
    ...rest,
    command: process.execPath,
    args: [
      ...['--enable-source-maps', ...loader, runner],
      ...[join(import.meta.dirname, '..', `${module}${ending}`), ...args],
    ],
    ipc: true,
    stopSignal: 'SIGTERM',
    stopWithinMs,
  };
}
