import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { openHouse } from '../support/house.ts';
import { tryTheWalls, type Tried } from '../support/walls/try-the-walls.ts';

const WALLS = join(projectRoot(), 'test', 'support', 'walls');

/** The same in a process without its authorisation function. */
async function withoutAuthorisation(...how: readonly string[]): Promise<Tried> {
  const taken = join(WALLS, 'without-authorisation.mjs');
  const args = ['--import', 'tsx', '--import', taken, join(WALLS, 'main.ts'), ...how];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 27 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Tried;
}

/** Everybody tries everything: each operation of the OpenAPI document, each role, of their own body and of others. */
describe('who may not see an initiative', function () {
  this.timeout(240_000);

  it('is told nothing of it and does nothing to it by any operation, and who may see it reads it', async () => {
    const house = await openHouse();
    try {
      const { leaks, withheld, asked, rightful, seen, done } = await tryTheWalls(house);
      expect(leaks).to.deep.equal([]);
      expect(withheld).to.deep.equal([]);
      expect(done).to.equal(0);
      // Its body, and the region and the nation above it as far as its gate has them take part; a draft nobody else's.
      expect(seen).to.deep.equal({
        'an initiative of QMJ': ['QMJ', 'Y56', 'national'],
        'a draft of QMJ': ['QMJ'],
        'an initiative of QHL': ['QHL', 'Y60', 'national'],
        'a draft of QHL': ['QHL'],
      });
      expect(asked).to.be.above(3_000);
      expect(rightful).to.be.above(150);
    } finally {
      await house.close();
    }
  });

  it('is told nothing and does nothing where row-level security stands alone', async () => {
    const { leaks, withheld, rightful, asked, done } = await withoutAuthorisation();
    expect(leaks).to.deep.equal([]);
    expect(withheld).to.deep.equal([]);
    expect(done).to.equal(0);
    expect(asked).to.be.above(3_000);
    expect(rightful).to.be.above(150);
  });

  it('is told much where neither wall stands, and this test sees it', async () => {
    const { leaks } = await withoutAuthorisation('without-row-security');
    const leaking = new Set(leaks.map((leak) => /GET (\S+)/.exec(leak)?.[1]));
    // A list begins with what somebody has a part in, and so leaks nothing by itself.
    expect([...leaking].sort()).to.deep.equal([
      '/v1/initiatives/{id}',
      '/v1/initiatives/{id}/attachments',
      '/v1/initiatives/{id}/attachments/{attachment}',
      '/v1/initiatives/{id}/comments',
      '/v1/initiatives/{id}/facts',
      '/v1/initiatives/{id}/gates',
      '/v1/initiatives/{id}/history',
      '/v1/initiatives/{id}/preview',
      '/v1/initiatives/{id}/stages/{stage}',
      '/v1/initiatives/{id}/verdicts',
      '/v1/sittings/suggested',
      '/v1/sittings/{id}',
      '/v1/sittings/{id}/record',
      '/v1/tasks/{id}',
    ]);
  });
});
