import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { canDo, canEnter, isRoot, ownerOf, postgresAccount, type OsUser } from './os-user.ts';
import { binariesVersion, postgresBinaries } from './postgres-binaries.ts';
import { messageOf, StartProblem, type Say } from './start-problem.ts';

/** Where Postgres runs: its programs, its data, and as whom. */
export interface PostgresPlace {
  readonly initdb: string;
  readonly postgres: string;
  /** The cluster's own folder, `PGDATA`. */
  readonly data: string;
  /** When it is not the user that we are. */
  readonly user?: OsUser;
}

/** Reachable for any account, for what the project's folder cannot serve. */
const sharedFolder = '/var/lib/remit';

/**
 * `folder` is where the data is wanted. As root the programs run as another account; where that account cannot go
 * (a project under /root) they and the data are kept in a shared folder, and a file in `folder` says where.
 */
export function findPostgresPlace(folder: string, say: Say): PostgresPlace {
  mkdirSync(folder, { recursive: true });
  const native = postgresBinaries();
  const data = join(folder, 'data');
  const note = join(folder, 'data-is-in.txt');
  if (!isRoot()) {
    if (existsSync(note)) {
      throw new StartProblem(
        `The data in ${folder} was made by root: start as root again, or set REMIT_DATA to a folder of your own.`,
      );
    }
    return { ...programs(native), data };
  }
  // Data that an ordinary user made stays theirs, so that they can start it again.
  const user =
    existsSync(data) && ownerOf(data).uid !== 0
      ? ownerOf(data)
      : ownerOf(folder).uid === 0
        ? postgresAccount()
        : ownerOf(folder);
  const reachable = reachablePrograms(native, user, say);
  const moved = existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
  if (moved === undefined && canEnter(user, folder)) return { ...reachable, data, user };
  const instead = moved ?? join(sharedFolder, nameFor(folder), 'data');
  if (moved === undefined) {
    say(
      `Postgres cannot run as root, and its account cannot enter ${folder}: its data is kept in ${instead}.`,
    );
    writeFileSync(note, `${instead}\n`);
  }
  mkdirSync(dirname(instead), { recursive: true });
  chmodSync(sharedFolder, 0o755);
  chownSync(dirname(instead), user.uid, user.gid);
  return { ...reachable, data: instead, user };
}

function programs(native: string): { initdb: string; postgres: string } {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function reachablePrograms(native: string, user: OsUser, say: Say): { initdb: string; postgres: string } {
  const here = programs(native);
  if (canDo(user, here.postgres, ['--version'])) return here;
  const copy = join(sharedFolder, `postgres-${nameFor(native, binariesVersion(native))}`);
  if (!existsSync(copy)) {
    say(`Postgres cannot run as root, and its account cannot reach ${native}: it is copied to ${copy}.`);
    const unfinished = `${copy}.new-${process.pid}`;
    try {
      cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
      renameSync(unfinished, copy);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      if (!existsSync(copy)) {
        throw new StartProblem(`Postgres could not be copied to ${copy}: ${messageOf(error)}.`, {
          cause: error,
        });
      }
    }
  }
  return programs(copy);
}

function nameFor(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);
}
