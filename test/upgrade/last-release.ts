import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

/**
 * The commit of the last release, whose processes the tests of upgrades run. With each release this becomes that
 * release's commit, in the first change after it.
 */
export const LAST_RELEASE = 'd3edde6';

/** The source of the last release in a folder of its own, with this checkout's libraries. */
export function checkOutLastRelease(): TempFolder {
  const root = projectRoot();
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    git('cat-file', '-e', `${LAST_RELEASE}^{commit}`);
  } catch (error) {
    throw new Error(
      `The last release, commit ${LAST_RELEASE}, is not in this clone. The tests of upgrades run it: fetch the whole history with \`git fetch --unshallow\`.`,
      { cause: error },
    );
  }
  const folder = makeTempFolder('last-release');
  execFileSync('tar', ['-x', '-C', folder.path], { input: git('archive', LAST_RELEASE) });
  symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'));
  return folder;
}
