import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { birthOf, isRunning, stopByPid } from './processes.ts';
import { StartProblem, type Say } from './start-problem.ts';

interface Entry {
  readonly pid: number;
  readonly birth: string;
  readonly owner: number;
  readonly ownerBirth: string;
}

/** Says which process serves this data and who started it, for the start that comes after a crash. */
export function writePidFile(path: string, pid: number): void {
  const record: Entry = {
    pid,
    birth: birthOf(pid) ?? '',
    owner: process.pid,
    ownerBirth: birthOf(process.pid) ?? '',
  };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(record));
  renameSync(`${path}.new`, path);
}

export function removePidFile(path: string): void {
  rmSync(path, { force: true });
}

/**
 * Stops the process that an earlier start left behind. One whose starter still runs is no leftover: two programs on
 * one database would spoil it, so that is refused.
 */
export async function stopLeftover(
  path: string,
  name: string,
  signal: NodeJS.Signals,
  withinMs: number,
  say: Say,
): Promise<void> {
  const record = readPidFile(path);
  if (record === undefined || !isRunning(record.pid, record.birth)) return;
  if (record.owner !== process.pid && isRunning(record.owner, record.ownerBirth)) {
    throw new StartProblem(
      `Another Remit (process ${record.owner}) is using this data with its own ${name}: stop it, or set REMIT_DATA to another folder.`,
    );
  }
  say(`${name} (process ${record.pid}) was left running by an earlier start that was cut off: stopping it.`);
  await stopByPid(record.pid, signal, withinMs);
}

function readPidFile(path: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, birth, owner, ownerBirth } = value as Partial<Record<keyof Entry, unknown>>;
  return (
    typeof pid === 'number' &&
    typeof birth === 'string' &&
    typeof owner === 'number' &&
    typeof ownerBirth === 'string'
  );
}
