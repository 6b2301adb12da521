import { execFileSync } from 'node:child_process';

/** Stops a process and all below it where they stand, as a machine that hangs does; the answer lets them go on. */
export function freeze(pid: number): () => void {
  const pids = family(pid);
  for (const each of pids) send(each, 'SIGSTOP');
  return () => {
    for (const each of pids) send(each, 'SIGCONT');
  };
}

function family(pid: number): readonly number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): readonly number[] =>
    rows.flatMap(([child, of]) => (of === parent && child !== undefined ? [child, ...below(child)] : []));
  return [pid, ...below(pid)];
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
