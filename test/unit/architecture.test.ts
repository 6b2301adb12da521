import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const ROOMS = ['activities', 'api', 'cli', 'contracts', 'domain', 'store', 'web', 'worker', 'workflows'];

/** Files that import what the table forbids, each with the rule that says so. */
const FORBIDDEN: readonly (readonly [file: string, imports: string, rule: string])[] = [
  ['domain/bad-store.ts', '../store/thing.ts', 'domain-imports-only-its-own'],
  ['domain/bad-node.ts', 'node:fs', 'domain-is-pure'],
  ['domain/bad-library.ts', 'pg', 'domain-is-pure'],
  ['contracts/bad-value.ts', '../domain/thing.ts', 'contracts-hold-types-of-the-domain'],
  ['contracts/bad-store.ts', '../store/thing.ts', 'contracts-imports-only-its-own'],
  ['workflows/bad-store.ts', '../store/thing.ts', 'workflows-imports-only-its-own'],
  ['workflows/bad-value.ts', '../domain/thing.ts', 'workflows-import-types-and-tuples'],
  ['workflows/bad-activity.ts', '../activities/thing.ts', 'workflows-import-types-and-tuples'],
  ['activities/bad-api.ts', '../api/thing.ts', 'activities-imports-only-its-own'],
  ['store/bad-api.ts', '../api/thing.ts', 'store-imports-only-its-own'],
  ['api/bad-web.ts', '../web/thing.ts', 'api-imports-only-its-own'],
  ['web/bad-worker.ts', '../worker/thing.ts', 'web-imports-only-its-own'],
  ['worker/bad-api.ts', '../api/thing.ts', 'worker-imports-only-its-own'],
  ['store/cycle-a.ts', './cycle-b.ts', 'no-cycles'],
  ['store/bad-nowhere.ts', './nowhere.ts', 'no-unresolvable'],
];

const ALLOWED: readonly (readonly [file: string, imports: string])[] = [
  ['domain/good.ts', './thing.ts'],
  ['store/good.ts', '../domain/thing.ts'],
  ['api/good.ts', '../store/thing.ts'],
  ['web/good.ts', '../api/thing.ts'],
  ['worker/good.ts', '../activities/thing.ts'],
  ['cli/good.ts', '../worker/thing.ts'],
];

describe('the architecture check', function () {
  this.timeout(60_000);

  it('fails on every arrow that the table forbids, and on no other', () => {
    const forbidden = FORBIDDEN.map(([file, imports]) => [file, imports] as const);
    const said = check([...forbidden, ['store/cycle-b.ts', './cycle-a.ts'], ...ALLOWED]);
    expect(said.status).not.to.equal(0);
    for (const [file, , rule] of FORBIDDEN)
      expect(
        said.lines.some((line) => line.includes(`error ${rule}: ${file}`)),
        `${rule} in ${file}\n${said.lines.join('\n')}`,
      ).to.equal(true);
    for (const [file] of ALLOWED) expect(said.lines.join('\n')).not.to.contain(file);
  });

  it('passes a house that keeps to it', () => {
    expect(check(ALLOWED).status).to.equal(0);
  });
});

/** Runs the check of CI on a small house of such files. */
function check(files: readonly (readonly [file: string, imports: string])[]) {
  const folder = makeTempFolder('architecture');
  try {
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
      cpSync(join(projectRoot(), name), join(folder.path, name));
    symlinkSync(join(projectRoot(), 'node_modules'), join(folder.path, 'node_modules'));
    for (const room of ROOMS) {
      mkdirSync(join(folder.path, room));
      writeFileSync(join(folder.path, room, 'thing.ts'), `export const thing = '${room}';\n`);
    }
    for (const [file, imports] of files)
      writeFileSync(join(folder.path, file), `import * as all from '${imports}';\nexport const a = all;\n`);
    const cruise = join(projectRoot(), 'node_modules/.bin/depcruise');
    const run = spawnSync(cruise, ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', ...ROOMS], {
      cwd: folder.path,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    return { status: run.status, lines: (run.stdout + run.stderr).split('\n') };
  } finally {
    folder.remove();
  }
}
