import { Worker, bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { readHistoryFile } from '../support/history-file.ts';
import { workflowBundle } from '../support/house.ts';
import { quietRuntime } from '../support/quiet-runtime.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const FOLDER = join(import.meta.dirname, 'histories');
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const read = (file: string) => readHistoryFile(join(FOLDER, file));

describe('histories recorded from real runs', function () {
  this.timeout(120_000);
  before(quietRuntime);

  it('there are some, of every way that an initiative can go', () => {
    expect(FILES).to.include.members([
      'straight-through.json',
      'changes-requested-and-returned.json',
      'declined.json',
      'reminded-and-past-due.json',
      'withdrawn.json',
      'facts-changed.json',
    ]);
  });

  for (const file of FILES)
    it(`${file} is replayed by the workflow of today`, async () => {
      await Worker.runReplayHistory(
        { workflowBundle: await workflowBundle() },
        read(file),
        'initiative-replayed',
      );
    });

  it('a workflow that was changed without a patch fails the replay', async () => {
    const folder = makeTempFolder('changed-workflow');
    try {
      for (const room of ['workflows', 'activities', 'contracts', 'domain'])
        cpSync(join(projectRoot(), room), join(folder.path, room), { recursive: true });
      mkdirSync(join(folder.path, 'node_modules'), { recursive: true });
      rmSync(join(folder.path, 'node_modules'), { recursive: true });
      symlinkSync(join(projectRoot(), 'node_modules'), join(folder.path, 'node_modules'));
      const journey = join(folder.path, 'workflows/journey.ts');
      const text = readFileSync(journey, 'utf8');
      const changed = text.replace(
        'this.now(await activities.openGate(this.id))',
        '{ await activities.remind(this.id); this.now(await activities.openGate(this.id)); }',
      );
      expect(changed).not.to.equal(text);
      writeFileSync(journey, changed);
      const bundle = await bundleWorkflowCode({
        workflowsPath: join(folder.path, 'workflows/index.ts'),
        logger: new DefaultLogger('ERROR'),
      });
      let failure: unknown;
      await Worker.runReplayHistory(
        { workflowBundle: bundle },
        read('straight-through.json'),
        'initiative-replayed',
      ).catch((error: unknown) => {
        failure = error;
      });
      expect(failure).to.be.an.instanceOf(Error);
      expect((failure as Error).name).to.equal('DeterminismViolationError');
    } finally {
      folder.remove();
    }
  });

  it('are as they were when they were recorded: they are only ever added to', () => {
    const sums = readFileSync(join(FOLDER, 'SHA256SUMS'), 'utf8');
    const recorded = new Map(
      sums
        .trim()
        .split('\n')
        .map((line) => line.split('  ').toReversed() as [string, string]),
    );
    const now = new Map(
      FILES.map((file) => [
        file,
        createHash('sha256')
          .update(readFileSync(join(FOLDER, file)))
          .digest('hex'),
      ]),
    );
    expect(Object.fromEntries(now)).to.deep.equal(Object.fromEntries(recorded));
  });

  it('were never changed or removed in the project’s history', () => {
    const log = execFileSync('git', ['log', '--diff-filter=MDR', '--name-only', '--format=', '--', FOLDER], {
      cwd: projectRoot(),
      encoding: 'utf8',
    });
    const changed = log.split('\n').filter((line) => line.endsWith('.json'));
    expect(changed).to.deep.equal([]);
  });
});
