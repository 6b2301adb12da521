import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { openWalled, tryTheWalls, type Tried } from '../support/walls/try-the-walls.ts';

const WALLS = join(projectRoot(), 'test', 'support', 'walls');

/** The same in a process without its authorisation function. */
async function withoutAuthorisation(...how: readonly string[]): Promise<Tried> {
  const taken = join(WALLS, 'without-authorisation.mjs');
  const args = ['--import', 'tsx', '--import', taken, join(WALLS, 'main.ts'), ...how];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 27 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Tried;
}

/** Lists and counts on pages name no initiative; these are those on which somebody is told of one. */
const LISTS = ['/', '/initiatives', '/lowered', '/queue', '/sittings/:id', '/sittings/:id/record'];

/** Everybody tries everything: each operation of the OpenAPI document and each page, each role, of their own body and of others. */
describe('who may not see an initiative', function () {
  this.timeout(600_000);

  describe('with both walls', () => {
    let tried: Tried;
    before(async () => {
      const walled = await openWalled();
      try {
        tried = await tryTheWalls(walled);
      } finally {
        await walled.house.close();
      }
    });

    it('is told nothing of it by any operation, and who may see it reads it', () => {
      const { leaks, withheld, asked, rightful, seen } = tried;
      expect(leaks).to.deep.equal([]);
      expect(withheld).to.deep.equal([]);
      // Its body, and the region and the nation above it as far as its gate has them take part; a draft nobody else's.
      expect(seen).to.deep.equal({
        'an initiative of QMJ': ['QMJ', 'Y56', 'national'],
        'a draft of QMJ': ['QMJ'],
        'an initiative of QHL': ['QHL', 'Y60', 'national'],
        'a draft of QHL': ['QHL'],
      });
      expect(asked).to.be.above(3_000);
      expect(rightful).to.be.above(150);
    });

    it('is told nothing of it by any page, and who may see it reads it', () => {
      const { leaks, withheld, asked, rightful, lists } = tried.pages;
      expect(leaks).to.deep.equal([]);
      expect(withheld).to.deep.equal([]);
      expect(LISTS.filter((path) => !lists.includes(path))).to.deep.equal([]);
      expect(asked).to.be.above(2_000);
      expect(rightful).to.be.above(200);
    });

    it('does nothing to it by any operation or form, nor to what others keep', () => {
      const { done, keptChanged, routes, pages } = tried;
      const forms = routes.flatMap(({ method, path }) => (method === 'POST' ? [path] : []));
      expect(forms.filter((form) => !pages.forms.includes(form))).to.deep.equal([]);
      expect(forms.length).to.be.above(30);
      expect(done).to.equal(0);
      expect(keptChanged).to.equal(false);
    });
  });

  it('is told nothing and does nothing where row-level security stands alone', async () => {
    const { leaks, withheld, rightful, asked, done, pages } = await withoutAuthorisation();
    expect([...leaks, ...pages.leaks]).to.deep.equal([]);
    expect([...withheld, ...pages.withheld]).to.deep.equal([]);
    expect(done).to.equal(0);
    expect(asked).to.be.above(3_000);
    expect(rightful).to.be.above(150);
    expect(pages.asked).to.be.above(700);
    expect(pages.rightful).to.be.above(60);
  });

  it('is told much where neither wall stands, and this test sees it', async () => {
    const { leaks, pages } = await withoutAuthorisation('without-row-security');
    const pathsOf = (found: readonly string[]) =>
      [...new Set(found.map((leak) => /GET (\S+)/.exec(leak)?.[1]))].sort();
    // A list begins with what somebody has a part in, and so leaks nothing by itself.
    expect(pathsOf(leaks)).to.deep.equal([
      '/v1/audit/lowered',
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
    expect(pathsOf(pages.leaks)).to.deep.equal([
      '/initiatives/:id',
      '/initiatives/:id/facts',
      '/initiatives/:id/files',
      '/initiatives/:id/files/:file',
      '/lowered',
      '/sittings/:id',
      '/sittings/:id/items/:gate/defer',
      '/sittings/:id/record',
      '/tasks/:id',
      '/tasks/:id/answer',
      '/tasks/:id/hand-over',
      '/tasks/:id/recuse',
      '/tasks/:id/request-information',
      '/tasks/:id/resolve',
    ]);
  });
});
