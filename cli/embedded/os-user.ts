import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { messageOf, StartProblem } from './start-problem.ts';

export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

const accountName = 'remit-postgres';

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The account that Postgres runs as when we are root, which it refuses to be. Made when it is missing. */
export function postgresAccount(): OsUser {
  const found = lookUp(accountName);
  if (found !== undefined) return found;
  const failures: string[] = [];
  for (const [command, ...args] of waysToMake) {
    try {
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    } catch (error) {
      failures.push(messageOf(error).trim().split('\n').at(-1) ?? command);
    }
    const made = lookUp(accountName);
    if (made !== undefined) return made;
  }
  const stock = lookUp('postgres');
  if (stock !== undefined) return stock;
  throw new StartProblem(
    `Postgres does not run as root, and an account "${accountName}" could not be made (${failures.join('; ')}): start Remit as an ordinary user, or make that account.`,
  );
}

const waysToMake: readonly (readonly [string, ...string[]])[] = [
  ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', accountName],
  ['adduser', '-S', '-D', '-H', '-s', '/sbin/nologin', accountName],
];

function lookUp(name: string): OsUser | undefined {
  try {
    const id = (flag: string): number =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

export function ownerOf(path: string): OsUser {
  const { uid, gid } = statSync(path);
  return { uid, gid };
}

/** Really tries, as that user: modes, access lists and mount options all count. */
export function canDo(user: OsUser, command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { ...user, cwd: '/', stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export function canEnter(user: OsUser, folder: string): boolean {
  return canDo(user, '/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder]);
}
