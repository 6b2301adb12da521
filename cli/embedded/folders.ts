import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { codeOf, StartProblem } from './start-problem.ts';

/** The folder with `package.json`, found upwards, so that it is the same from `cli/` and from `dist/cli/`. */
export function projectRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new StartProblem('package.json was not found: run this from a whole copy of Remit.');
    folder = parent;
  }
  return folder;
}

/** Everything that this Remit keeps: `REMIT_DATA`, else `.remit` beside `package.json`. */
export function dataFolderPath(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env['REMIT_DATA'] ?? join(projectRoot(), '.remit'));
}

/**
 * Where downloaded programs are kept, best place first. They are shared by all runs and by the tests, so they do not
 * follow `REMIT_DATA`. The second place serves a user who may read the project but not write to it.
 */
export function toolsFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  const chosen = env['REMIT_TOOLS'];
  if (chosen !== undefined && chosen !== '') return [resolve(chosen)];
  return [
    join(projectRoot(), '.remit', 'tools'),
    join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'remit', 'tools'),
  ];
}

export function firstWritable(folders: readonly string[]): string {
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch (error) {
      if (!['EACCES', 'EROFS', 'EPERM', 'ENOTDIR', 'EEXIST'].includes(codeOf(error) ?? '')) throw error;
    }
  }
  throw new StartProblem(
    `This user cannot write to ${folders.join(' or ')}: set REMIT_TOOLS to a folder that can be written to.`,
  );
}
