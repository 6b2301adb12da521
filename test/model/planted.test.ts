import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { BUGS, type Bug } from '../support/model/planted/bugs.ts';

const HERE = join(projectRoot(), 'test', 'support', 'model', 'planted');

/** Each time one by turns, of those that a few runs find; by hand `REMIT_MODEL_BUGS=all`, or a part of what one is called. */
const WANTED = process.env['REMIT_MODEL_BUGS'];
const SEED = process.env['REMIT_MODEL_SEED'] ?? '1';
const RUNS = 400;
const DAY = 86_400_000;
const SOON_FOUND = [
  'a refused vote is forgotten',
  'a version that is named is not looked at',
  'an idempotency key is ignored',
  'an attempt at what is not theirs leaves nothing',
  'the same attempt is told each time',
];

function today(): readonly Bug[] {
  const what = SOON_FOUND[Math.floor(Date.now() / DAY) % SOON_FOUND.length];
  return BUGS.filter((bug) => bug.what === what);
}

const chosen =
  WANTED === undefined ? today() : BUGS.filter(({ what }) => WANTED === 'all' || what.includes(WANTED));

interface Ran {
  readonly runs: number;
  readonly difference: string | null;
}

async function ranWith({ edits }: Bug): Promise<Ran> {
  const args = [
    '--import',
    join(HERE, 'plant.mjs'),
    '--import',
    'tsx',
    join(HERE, 'main.ts'),
    String(RUNS),
    SEED,
  ];
  // What runs with a mistake in it says nothing of coverage.
  const env = {
    ...process.env,
    PLANTED: JSON.stringify(edits),
    NODE_OPTIONS: '',
    NODE_V8_COVERAGE: undefined,
  };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 2 ** 26 });
  // What was planted says so as it is loaded: a bug that is in nothing is found by nothing.
  for (const { file } of edits) expect(stderr).to.match(new RegExp(`planted \\S+/${file}`));
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Ran;
}

describe(`a bug that is planted (${chosen.length} of ${BUGS.length})`, function () {
  this.timeout(600_000);

  it('is one at least', () => {
    expect(chosen).not.to.deep.equal([]);
  });

  for (const bug of chosen)
    it(`is found by the model: ${bug.what}`, async () => {
      const { runs, difference } = await ranWith(bug);
      expect(difference, `${RUNS} runs found no difference`).not.to.equal(null);
      console.log(`      found in run ${runs}`);
    });
});
