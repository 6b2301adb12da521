import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { openHouse, type House } from '../support/house.ts';

const run = promisify(execFile);

/** A fenced block of the guide: what is run, and the answer that is shown below it, if any. */
interface Block {
  readonly script: string;
  readonly shown: unknown;
}

function blocksOf(guide: string): readonly Block[] {
  const fenced = [...guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
    language,
    text: text ?? '',
  }));
  return fenced.flatMap(({ language, text }, index) => {
    if (language !== 'sh') return [];
    const after = fenced[index + 1];
    return [
      { script: text, shown: after?.language === 'json' ? (JSON.parse(after.text) as unknown) : undefined },
    ];
  });
}

/**
 * The token command itself, as `npm run token` calls it: what stands before it installs packages where they differ from the
 * lock file, which is not for a test to do.
 */
const WITHOUT_INSTALLING = 'npm() { node --import tsx cli/main.ts token "${@: -1}"; }';

const BETWEEN = '--- the next block ---';

/** What is shown is there and of its kind: texts as they are but where they are left out with …, and of lists the first. */
function expectShown(came: unknown, shown: unknown, where: string): void {
  if (typeof shown === 'string') {
    expect(came, where).to.be.a('string');
    const pattern = shown.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    expect(came, where).to.match(new RegExp(`^${pattern.join('[^]*')}$`));
  } else if (Array.isArray(shown)) {
    expect(came, where).to.be.an('array').with.length.of.at.least(shown.length);
    shown.forEach((each, index) => {
      expectShown((came as unknown[])[index], each, `${where}[${index}]`);
    });
  } else if (typeof shown === 'object' && shown !== null) {
    expect(came, where).to.be.an('object');
    for (const [key, value] of Object.entries(shown))
      expectShown((came as Record<string, unknown>)[key], value, `${where}.${key}`);
  } else expect(came, where).to.equal(shown);
}

describe('the integrator’s guide', function () {
  this.timeout(300_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  it('works as it is written, block by block, and is answered as it shows', async () => {
    const guide = await readFile(join(projectRoot(), 'docs/integrators.md'), 'utf8');
    const blocks = blocksOf(guide);
    expect(blocks.length).to.be.greaterThan(15);
    await run('curl', ['--version']).catch(() => {
      throw new Error('The guide is run with curl, and there is none on the path: install it');
    });
    const script = [
      'set -euo pipefail',
      WITHOUT_INSTALLING,
      ...blocks.map((each) => `${each.script}\necho; echo '${BETWEEN}'`),
    ].join('\n');
    const { stdout } = await run('bash', ['-c', script], {
      cwd: projectRoot(),
      env: { ...process.env, REMIT_URL: house.url },
      timeout: 280_000,
    });
    const came = stdout.split(`${BETWEEN}\n`);
    expect(came.pop()).to.equal('');
    expect(came).to.have.lengthOf(blocks.length);
    blocks.forEach(({ shown }, index) => {
      if (shown === undefined) return;
      const answer = (came[index] ?? '').trim();
      const where = `block ${index + 1}`;
      if (typeof shown === 'string') expect(answer, where).to.equal(shown);
      else expectShown(JSON.parse(answer), shown, where);
    });
    // What blocks print that show nothing is of use as well.
    expect(came.join('\n')).to.contain('drafted once').and.to.contain('The trusts, as agreed.');
  });

  it('would be seen to be wrong', () => {
    for (const [came, shown] of [
      [{ a: 1 }, { a: 2 }],
      [{ a: 'some text' }, { a: 'other…' }],
      [{}, { a: '…' }],
      [{ a: [] }, { a: ['…'] }],
      [{ a: null }, { a: {} }],
    ])
      expect(() => expectShown(came, shown, 'it')).to.throw();
  });
});
