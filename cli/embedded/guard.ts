import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Ends what this process has started when this process goes without saying goodbye, `kill -9` included.
 *
 * A small shell holds the other end of a pipe. While we live it only keeps a list; when we are gone, however that
 * came about, it reads the end of the pipe and stops what is still on the list, last started first. It costs a
 * megabyte, and leaves nothing for the next start to clean up.
 */
const script = `
trap '' INT TERM HUP
newline='
'
alive() {
  # One that has ended and that nobody has collected yet, as in a container without an init, is not alive.
  kill -0 "$1" 2>/dev/null && ! grep -q ') Z ' "/proc/$1/stat" 2>/dev/null
}
running=''
folders=''
while read -r verb first signal tenths; do
  case "$verb" in
    watch) running="$first $signal $tenths$newline$running" ;;
    forget) running=$(printf '%s' "$running" | grep -v "^$first ")$newline ;;
    remove) folders="$folders$first$newline" ;;
    keep) folders=$(printf '%s' "$folders" | grep -vxF "$first")$newline ;;
  esac
done
printf '%s' "$running" | while read -r pid signal tenths; do
  [ -n "$pid" ] && kill -s "$signal" "$pid" 2>/dev/null || continue
  while alive "$pid" && [ "$tenths" -gt 0 ]; do
    sleep 0.1
    tenths=$((tenths - 1))
  done
  alive "$pid" && kill -s KILL "$pid" 2>/dev/null
done
printf '%s' "$folders" | while read -r folder; do
  [ -n "$folder" ] && rm -rf -- "$folder"
done
`;

let shell: ChildProcess | undefined;

function tell(line: string): void {
  if (shell?.exitCode !== null) {
    // A session of its own: Ctrl-C goes to the whole foreground group and must not reach the guard.
    shell = spawn('/bin/sh', ['-c', script], {
      detached: true,
      cwd: '/',
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    shell.on('error', ignore);
    shell.stdin?.on('error', ignore);
    // The guard must not be what keeps this process alive.
    shell.unref();
    if (shell.stdin !== null && 'unref' in shell.stdin) (shell.stdin as { unref(): void }).unref();
  }
  shell.stdin?.write(`${line}\n`);
}

export function guardProcess(pid: number, signal: NodeJS.Signals, withinMs: number): void {
  tell(`watch ${pid} ${signal.replace(/^SIG/, '')} ${Math.ceil(withinMs / 100)}`);
}

export function releaseProcess(pid: number): void {
  tell(`forget ${pid}`);
}

/** A folder that is to go when we do; for tests. Its path may hold no white space. */
export function guardFolder(path: string): void {
  if (/\s/.test(path)) throw new Error(`a guarded folder has white space in its path: ${path}`);
  tell(`remove ${path}`);
}

export function releaseFolder(path: string): void {
  tell(`keep ${path}`);
}

function ignore(): void {
  // Without its guard this process works on; the pid files serve the next start.
}
