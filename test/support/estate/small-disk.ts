import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRoot } from '../../../cli/embedded/os-user.ts';

/** A disk that can be full. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all the room that is left but this many bytes. */
  fill(leaving: number): void;
  free(): void;
  remove(): void;
}

/**
 * A file system of its own in memory, of so many megabytes. Only root may make one: everybody else gets `undefined`,
 * and says so.
 */
export function makeSmallDisk(parent: string, megabytes: number): SmallDisk | undefined {
  if (!isRoot()) return undefined;
  const folder = join(parent, 'small-disk');
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder]);
  chmodSync(folder, 0o755);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: (leaving) => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - leaving)));
    },
    free: () => rmSync(ballast, { force: true }),
    remove: () => {
      execFileSync('umount', ['--lazy', folder]);
    },
  };
}
