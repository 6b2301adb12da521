import { expect } from 'chai';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { patchOf, WORKFLOW_VERSIONS } from '../../contracts/names.ts';
import { until } from '../support/initiatives.ts';
import type { TempFolder } from '../support/temp-folder.ts';
import { makeNextVersion } from './next-version.ts';
import { MANY } from './how-many.ts';
import { openPlace, type Place } from './place.ts';
import { readRuns } from './runs.ts';

describe('a worker of this version beside one whose workflow gives other commands', function () {
  this.timeout(1_800_000);
  const NOW = WORKFLOW_VERSIONS.newest;
  const NEXT = NOW + 1;
  let place: Place;
  let next: TempFolder;
  before(async () => {
    next = makeNextVersion({ guarded: true });
    place = await openPlace();
  });
  after(async () => {
    await place.close();
    next.remove();
  });

  it(`with ${MANY} initiatives under way none fails, none changes its course, and all turn over once the old one is gone`, async () => {
    const { many, temporal } = place;
    const before = await place.work(projectRoot());
    const [plain = ''] = await many.submit(1);
    await many.carry([plain], 'closed');

    const ids = await many.submit(MANY);
    await many.carry(ids, 'develop-plan');
    const after = await place.work(next.path);
    await many.carry(ids, 'guide-expectations');
    // While the old one works, nobody takes what it does not know.
    expect((await readRuns(temporal, ids)).patches).to.deep.equal({ [patchOf(NOW)]: MANY });

    expect(await before.stop()).to.equal(0);
    await place.allBy(NEXT);
    await many.carry(ids, 'closed');
    const stories = await Promise.all(ids.map((id) => many.story(id)));
    expect(new Set(stories)).to.deep.equal(new Set([await many.story(plain)]));
    const runs = await readRuns(temporal, ids);
    expect(runs.troubles).to.deep.equal([]);
    expect([...runs.workers]).to.have.members([before.pid, after.pid]);
    expect(runs.patches).to.deep.equal({ [patchOf(NOW)]: MANY, [patchOf(NEXT)]: MANY });
    await after.stop();
  });

  it('goes back in two steps: runs turn to the older version first, and then the older worker takes over', async () => {
    const { many, temporal } = place;
    const after = await place.work(next.path);
    const ids = await many.submit(10);
    await many.carry(ids, 'support-people');
    await place.allBy(NEXT);
    await after.stop();
    const held = await place.work(next.path, { REMIT_WORKFLOW_VERSION: String(NOW) });
    await place.allBy(NOW);
    await held.stop();
    const before = await place.work(projectRoot());
    await many.carry(ids, 'closed');
    expect((await readRuns(temporal, ids)).troubles).to.deep.equal([]);
    await before.stop();
  });

  it('is rolled back without preparing it: the older worker begins again what it cannot go on with', async () => {
    const { many } = place;
    const after = await place.work(next.path);
    const ids = await many.submit(10);
    await many.carry(ids, 'support-people');
    await place.allBy(NEXT);
    await after.stop();
    const before = await place.work(projectRoot());
    await place.allBy(NOW);
    await many.carry(ids, 'closed');
    expect(new Set(await Promise.all(ids.map((id) => many.story(id))))).to.have.lengthOf(1);
    await before.stop();
  });

  it('without the rule does fail, and this test sees it', async () => {
    const { many, temporal } = place;
    const unguarded = makeNextVersion({ guarded: false });
    try {
      const before = await place.work(projectRoot());
      const ids = await many.submit(5);
      await many.carry(ids, 'support-people');
      await before.stop();
      await place.work(unguarded.path);
      const { troubles } = await until(
        'a workflow task that fails',
        async () => {
          // A nudge of its own for each, as the sweep would give it.
          for (const id of ids) await temporal.workflow.getHandle(`initiative-${id}`).signal('nudge');
          const runs = await readRuns(temporal, ids);
          return runs.troubles.length > 0 ? runs : undefined;
        },
        60_000,
      );
      expect(troubles.join('\n')).to.contain('NON_DETERMINISTIC_ERROR');
    } finally {
      unguarded.remove();
    }
  });
});
