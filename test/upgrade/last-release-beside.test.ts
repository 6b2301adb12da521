import { expect } from 'chai';
import { patchOf, WORKFLOW_VERSIONS } from '../../contracts/names.ts';
import { projectRoot } from '../../cli/embedded/folders.ts';
import type { TempFolder } from '../support/temp-folder.ts';
import { MANY } from './how-many.ts';
import { checkOutLastRelease } from './last-release.ts';
import { openPlace, type Place } from './place.ts';
import { readRuns } from './runs.ts';

describe('a worker of the last release beside one of this version', function () {
  this.timeout(1_800_000);
  let place: Place;
  let released: TempFolder;
  before(async () => {
    released = checkOutLastRelease();
    place = await openPlace();
  });
  after(async () => {
    await place.close();
    released.remove();
  });

  it(`with ${MANY} initiatives under way none fails and none changes its course`, async () => {
    const { many, temporal } = place;
    const before = await place.work(released.path);
    const [plain = ''] = await many.submit(1);
    await many.carry([plain], 'closed');
    const asWithoutUpgrade = await many.story(plain);
    expect(asWithoutUpgrade).to.contain('initiative-closed');

    const ids = await many.submit(MANY);
    await many.carry(ids, 'develop-plan');
    const now = await place.work(projectRoot());
    await many.carry(ids, 'deliver-improvement');
    // While the last release works, nobody takes what it does not know.
    expect((await readRuns(temporal, ids)).patches).to.deep.equal({});
    expect(await before.stop()).to.equal(0);
    await place.allBy(WORKFLOW_VERSIONS.newest);
    await many.carry(ids, 'closed');

    const stories = await Promise.all(ids.map((id) => many.story(id)));
    expect(new Set(stories)).to.deep.equal(new Set([asWithoutUpgrade]));
    const runs = await readRuns(temporal, ids);
    expect(runs.troubles).to.deep.equal([]);
    expect([...runs.workers]).to.have.members([before.pid, now.pid]);
    expect(runs.patches).to.deep.equal({ [patchOf(WORKFLOW_VERSIONS.newest)]: MANY });
  });
});
