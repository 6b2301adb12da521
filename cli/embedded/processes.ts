import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * A process id is used again sooner or later, so "is it still that process?" is answered by when it was born as
 * well. The value is opaque: equal values mean the same process. `undefined` means that no such process runs.
 */
export function birthOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = readOrNothing(`/proc/${pid}/stat`);
    // The name in parentheses may itself hold spaces and parentheses: count the fields from the last one.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
    const [state, ticks] = [fields[0], fields[19]];
    if (state === undefined || ticks === undefined || state === 'Z' || state === 'X') return undefined;
    return `${readOrNothing('/proc/sys/kernel/random/boot_id')?.trim() ?? 'boot'} ${ticks}`;
  }
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

export function isRunning(pid: number, birth?: string): boolean {
  const now = birthOf(pid);
  return now !== undefined && (birth === undefined || now === birth);
}

/** The command line, to tell what a process is; empty when it cannot be read. */
export function commandLineOf(pid: number): string {
  if (process.platform === 'linux') {
    return readOrNothing(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? '';
  }
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** Asks a process that is not our child to stop, and ends it by its id when it does not in time. */
export async function stopByPid(pid: number, signal: NodeJS.Signals, withinMs: number): Promise<void> {
  const birth = birthOf(pid);
  if (birth === undefined) return;
  sendSignal(pid, signal);
  const until = Date.now() + withinMs;
  while (isRunning(pid, birth)) {
    if (Date.now() > until) sendSignal(pid, 'SIGKILL');
    await pause(25);
  }
}

/** True when the signal could be sent; a process that is gone already is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
