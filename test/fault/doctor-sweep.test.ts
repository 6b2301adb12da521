import { expect } from 'chai';
import pg from 'pg';
import { v7 as uuid } from 'uuid';
import { workflowId } from '../../contracts/names.ts';
import { createLog } from '../../contracts/log.ts';
import { readMaps } from '../../store/read/maps.ts';
import { settle } from '../../worker/doctor/settle.ts';
import { viewOf } from '../../worker/doctor/temporal-view.ts';
import { nudge } from '../../worker/nudge.ts';
import { startSweep, sweepAlone, type Swept, type SweepOptions } from '../../worker/sweep.ts';
import { openGateOf, submitAt, until } from '../support/initiatives.ts';
import { openStillHouse, type StillHouse } from '../support/still-house.ts';

const BODY = 'QH8';

describe('the sweep', function () {
  this.timeout(120_000);
  let house: StillHouse;
  let pool: pg.Pool;
  let options: SweepOptions;
  before(async () => {
    house = await openStillHouse();
    pool = new pg.Pool({
      connectionString: house.database.url,
      options: '-c role=remit_system -c search_path=remit',
    });
    const clock = () => new Date().toISOString();
    const log = createLog('test', 'silent');
    options = { pool, temporal: house.client, taskQueue: house.taskQueue, log, clock, late: 0 };
  });
  after(async () => {
    await pool.end();
    await house.close();
  });

  it('starts workflows that are missing, ends those of initiatives that have ended, and touches no other', async () => {
    const [well, terminated, never, withdrawn] = await Promise.all(
      [1, 2, 3, 4].map(() => submitAt(house, BODY)),
    );
    const owner = await house.as(`owner.${BODY}`);
    const ids = [well, terminated, withdrawn] as [string, string, string];
    for (const id of ids) await nudge(house.client, house.taskQueue, id);
    for (const id of ids) await openGateOf(owner, id);
    await house.client.workflow.getHandle(workflowId(ids[1])).terminate('planted');
    await owner.post(`/v1/initiatives/${ids[2]}/withdraw`, {});
    await house.lose();
    const orphan = uuid();
    await nudge(house.client, house.taskQueue, orphan);

    // The list of workflows lags behind, and a sweep goes by what it shows: the next one finds the rest.
    const found = new Set<string>();
    await until('all four are found', async () => {
      const swept = await sweepAlone(options);
      if (swept === null) throw new Error('Nobody else sweeps here');
      for (const [code, n] of Object.entries({ ...swept.mended, ...swept.left })) if (n > 0) found.add(code);
      const jobs = await house.sql('select key from jobs._private_jobs order by key');
      const wanted = [ids[1], never, ids[2]].map((id) => `initiative:${id}`).sort();
      return found.size === 3 && JSON.stringify(jobs.map((job) => job['key'])) === JSON.stringify(wanted)
        ? true
        : undefined;
    });
    await house.carry();
    await openGateOf(owner, never ?? '');
    await until('the workflow has ended', async () =>
      (await viewOf(house.client, ids[2])).is === 'closed' ? true : undefined,
    );
    await house.client.workflow.getHandle(workflowId(orphan)).terminate('planted');
    await until('nothing is left to sweep', async () => {
      const { mended, left } = (await sweepAlone(options)) ?? {};
      return Object.values({ ...mended, ...left }).every((n) => n === 0) ? true : undefined;
    });
    expect((await house.examine()).findings).to.deep.equal([]);
  });

  it('leaves to the doctor what it finds, who finds it however long one look at everything takes', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => submitAt(house, BODY)));
    await house.lose();
    const database = await house.database.connect('remit_system', 2);
    const patient = { ...options, database, temporal: house.client };
    // One pass over all of them takes longer than the doctor waits for work that moves.
    const { findings, moving } = await settle(patient, ids, await readMaps(database), {
      settle: 0,
      patience: 0,
    });
    expect(findings.map((each) => each.initiative)).to.have.members(ids);
    expect(moving).to.deep.equal([]);
    await house.carry();
  });

  it('is made by one worker at a time, again and again', async () => {
    const holder = await pool.connect();
    await holder.query('select pg_advisory_lock(7364802)');
    expect(await sweepAlone(options)).to.equal(null);
    await holder.query('select pg_advisory_unlock(7364802)');
    holder.release();
    const swept: Swept[] = [];
    const sweeps = startSweep({ ...options, every: 20, onSwept: (each) => swept.push(each) });
    await until('three sweeps', () => Promise.resolve(swept.length >= 3 ? true : undefined));
    await sweeps.stop();
  });
});
