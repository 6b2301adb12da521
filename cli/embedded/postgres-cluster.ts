import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isRoot } from './os-user.ts';
import { commandLineOf, isRunning, stopByPid } from './processes.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { messageOf, noSpace, StartProblem, type Say } from './start-problem.ts';

export const superuser = 'postgres';

/**
 * Makes the cluster unless it is there. It is made beside its place and moved there when it is whole, so that a first
 * start that is cut off is simply a first start again.
 */
export async function makeCluster(place: PostgresPlace, password: string, say: Say): Promise<void> {
  if (existsSync(join(place.data, 'PG_VERSION'))) return;
  say('Making a new Postgres database cluster.');
  const workshop = `${place.data}.new`;
  rmSync(workshop, { recursive: true, force: true });
  mkdirSync(workshop, { recursive: true, mode: 0o700 });
  const passwordFile = join(workshop, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const made = join(workshop, 'data');
  if (place.user !== undefined) {
    for (const path of [workshop, passwordFile]) chownSync(path, place.user.uid, place.user.gid);
  }
  try {
    await promisify(execFile)(
      place.initdb,
      [
        ...['-D', made, '-U', superuser, '--pwfile', passwordFile],
        ...['--auth', 'scram-sha-256', '-E', 'UTF8', '--locale=C', '--data-checksums'],
      ],
      { cwd: '/', env: { ...process.env, LC_ALL: 'C' }, ...(place.user ?? {}) },
    );
    renameSync(made, place.data);
  } catch (error) {
    throw new StartProblem(explainInitdb(messageOf(error), place.data), { cause: error });
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/** The superuser's password: chosen once by chance, kept where only we can read it. */
export function superuserPassword(folder: string): string {
  const path = join(folder, 'superuser-password');
  const kept = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  if (kept !== '') return kept;
  mkdirSync(dirname(path), { recursive: true });
  const password = randomBytes(24).toString('base64url');
  writeFileSync(path, `${password}\n`, { mode: 0o600 });
  return password;
}

/**
 * Postgres refuses to start while the process id in `postmaster.pid` is in use, by whatever program: after a crash
 * that may be anything. If it is Postgres on this data, it is a leftover and is stopped; otherwise the file goes.
 */
export async function clearLeftovers(place: PostgresPlace, say: Say): Promise<void> {
  const path = join(place.data, 'postmaster.pid');
  if (!existsSync(path)) return;
  const pid = Number(readFileSync(path, 'utf8').split('\n')[0]);
  if (pid > 0 && isRunning(pid) && commandLineOf(pid).includes(place.data)) {
    say(`Postgres (process ${pid}) was left running by an earlier start that was cut off: stopping it.`);
    await stopByPid(pid, 'SIGINT', 15_000);
  }
  rmSync(path, { force: true });
}

function explainInitdb(output: string, data: string): string {
  if (/no space left on device/i.test(output)) return noSpace(data);
  if (/permission denied/i.test(output) && !isRoot()) {
    return `This user cannot write to ${data}: set REMIT_DATA to a folder of your own.`;
  }
  const reason = /initdb: error: .*|error while loading shared libraries.*/.exec(output)?.[0];
  return `The Postgres database cluster could not be made in ${data}: ${reason ?? output.trim().split('\n').at(-1) ?? ''}.`;
}
