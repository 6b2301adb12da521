import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKFLOW_VERSIONS } from '../../contracts/names.ts';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

const COPIED = [
  'activities',
  'cli',
  'contracts',
  'domain',
  'store',
  'worker',
  'workflows',
  'policies',
  'reference',
];

/** What the next version might change: before it opens a gate it looks once more, and lets a moment pass. */
const CHANGE = '{ await sleep(10); await this.look(); }';

/**
 * This code as it might be in its next version, with a workflow that gives other commands. `guarded` by the house's rule
 * (docs/decisions/0009): a new version of the workflow, asked for where it differs.
 */
export function makeNextVersion({ guarded }: { readonly guarded: boolean }): TempFolder {
  const root = projectRoot();
  const next = WORKFLOW_VERSIONS.newest + 1;
  const folder = makeTempFolder('next-version');
  for (const part of [...COPIED, 'package.json', 'tsconfig.json'])
    cpSync(join(root, part), join(folder.path, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'));
  const opening = "    if (this.standing.doing === 'open-gate') this.now(";
  const change = (file: string, from: string, to: string) => {
    const path = join(folder.path, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from)) throw new Error(`${file} is not as this test knows it: ${from}`);
    writeFileSync(path, text.replace(from, to));
  };
  change('workflows/journey.ts', '  setHandler,\n', '  setHandler,\n  sleep,\n');
  change(
    'workflows/journey.ts',
    opening,
    `    if (this.standing.doing === 'open-gate'${guarded ? ` && this.version >= ${next}` : ''}) ${CHANGE}\n${opening}`,
  );
  if (guarded) change('contracts/names.ts', `newest: ${next - 1},`, `newest: ${next},`);
  return folder;
}
