import { linkSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataFolderPath } from './folders.ts';
import { birthOf, isRunning } from './processes.ts';
import { codeOf, explainWriting, StartProblem, type Say } from './start-problem.ts';

export interface DataFolder {
  readonly path: string;
  /** Gives the lock back; safe to call twice. */
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly birth: string;
}

/**
 * Opens the folder for this process alone. Two Remits side by side have two folders (`REMIT_DATA`) and two ports
 * (`PORT`); two in one folder would be two Postgres on the same files.
 */
export function openDataFolder(options: { say: Say; path?: string }): DataFolder {
  const path = options.path ?? dataFolderPath();
  makeFolder(path);
  const lock = join(path, 'remit.lock');
  const mine = JSON.stringify({ pid: process.pid, birth: birthOf(process.pid) ?? '' } satisfies Holder);
  while (!create(lock, mine)) {
    const holder = read(lock);
    if (holder !== undefined && isRunning(holder.pid, holder.birth)) refuse(path, holder.pid);
    takeAway(lock, path, options.say);
  }
  const release = (): void => {
    process.off('exit', release);
    if (read(lock)?.pid === process.pid) rmSync(lock, { force: true });
  };
  // A start that is refused later on leaves no lock behind either.
  process.once('exit', release);
  return { path, release };
}

function refuse(path: string, pid: number): never {
  throw new StartProblem(
    `Another Remit (process ${pid}) is running with the data in ${path}: stop it, or set REMIT_DATA and PORT to start a second one beside it.`,
  );
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    const probe = join(path, `.probe-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe, { force: true });
  } catch (error) {
    throw explainWriting(error, path);
  }
}

/** The file appears with its content or not at all: whoever reads it sees who holds it. */
function create(lock: string, content: string): boolean {
  const draft = `${lock}.${process.pid}`;
  try {
    writeFileSync(draft, content, { mode: 0o644 });
    linkSync(draft, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw explainWriting(error, dirname(lock));
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Removes a lock whose holder is gone. Two starts may find it at the same moment, and the slower must not remove the
 * lock that the faster has just made: only who holds a second, momentary lock looks again and removes.
 */
function takeAway(lock: string, path: string, say: Say): void {
  const turn = `${lock}.turn`;
  try {
    mkdirSync(turn);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const since = statSync(turn, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > 5000) rmSync(turn, { recursive: true, force: true });
    return;
  }
  try {
    const holder = read(lock);
    if (holder !== undefined && isRunning(holder.pid, holder.birth)) refuse(path, holder.pid);
    rmSync(lock, { force: true });
    say(
      `The data in ${path} was left locked by a Remit that was cut off${holder === undefined ? '' : ` (process ${holder.pid})`}: it is taken over.`,
    );
  } finally {
    rmdirSync(turn);
  }
}

function read(lock: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(lock, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('birth' in value))
      return undefined;
    return typeof value.pid === 'number' && typeof value.birth === 'string'
      ? { pid: value.pid, birth: value.birth }
      : undefined;
  } catch {
    return undefined;
  }
}
