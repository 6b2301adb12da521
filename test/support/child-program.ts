import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../../cli/embedded/program.ts';

/** A small program for tests of supervision: it is ready when it has made a file, and writes down how it was stopped. */
export function childProgram(folder: string, name: string, more: Partial<Program> = {}): Program {
  const readyFile = join(folder, `${name}.ready`);
  const order = join(folder, 'stopped-in-order');
  const source = `
    const fs = require('node:fs');
    process.on('SIGTERM', () => { fs.appendFileSync(${JSON.stringify(order)}, '${name}\\n'); process.exit(0); });
    fs.writeFileSync(${JSON.stringify(readyFile)}, '');
    setInterval(() => {}, 1000);`;
  return {
    name,
    command: process.execPath,
    args: ['-e', source],
    output: { file: join(folder, `${name}.log`) },
    prepare: () => {
      rmSync(readyFile, { force: true });
      return Promise.resolve();
    },
    ready: () => (existsSync(readyFile) ? Promise.resolve() : Promise.reject(new Error('not yet'))),
    readyWithinMs: 20_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 5000,
    ...more,
  };
}
