import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { firstWritable, projectRoot, toolsFolders } from '../../../cli/embedded/folders.ts';
import { messageOf } from '../../../cli/embedded/start-problem.ts';
import { findOnPath } from '../../../cli/embedded/temporal-binary.ts';
import { asLines, type Operation } from './history.ts';

const SOURCE = join(projectRoot(), 'test', 'linearizability');

/** The second opinion: a program that asks porcupine, or why there is none here. */
export type Porcupine = { readonly program: string } | { readonly missing: string };

/** Builds it once for each version of its source, with what `go.sum` pins. */
export async function findPorcupine(): Promise<Porcupine> {
  const go = findOnPath(['go']);
  if (go === undefined) return { missing: 'Go is not on the path' };
  const hash = createHash('sha256');
  for (const file of ['main.go', 'go.mod', 'go.sum']) hash.update(readFileSync(join(SOURCE, file)));
  const folder = join(firstWritable(toolsFolders()), `linearizability-${hash.digest('hex').slice(0, 12)}`);
  const program = join(folder, 'linearizability');
  if (existsSync(program)) return { program };
  try {
    const args = ['build', '-mod=readonly', '-trimpath', '-o', program, '.'];
    await promisify(execFile)(go, args, { cwd: SOURCE, maxBuffer: 2 ** 26 });
    return { program };
  } catch (error) {
    return { missing: `it could not be built: ${messageOf(error)}` };
  }
}

export interface Opinion {
  readonly gates: number;
  /** The gates whose results no order explains. */
  readonly wrong: readonly string[];
  /** Those that it did not come to an end with in a minute. */
  readonly undecided: readonly string[];
}

export async function askPorcupine(program: string, history: readonly Operation[]): Promise<Opinion> {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(asLines(history));
  return JSON.parse(await text(child.stdout)) as Opinion;
}
