import { expect } from 'chai';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { Cast } from '../../cli/play/cast.ts';
import { readCase } from '../../cli/play/case-file.ts';
import { playCase } from '../../cli/play/play-case.ts';
import { openHouse, type House } from '../support/house.ts';
import { historyOf, openGateOf, submitAt } from '../support/initiatives.ts';
import { killProcess, startWorkerProcess } from '../support/worker-process.ts';

describe('a worker that is killed', function () {
  this.timeout(180_000);
  let house: House;
  let worker: Awaited<ReturnType<typeof startWorkerProcess>>;
  before(async () => {
    house = await openHouse({ worker: false });
    worker = await startWorkerProcess(house);
  });
  after(async () => {
    await killProcess(worker, 'SIGTERM');
    await house.close();
  });

  it('is not missed: a case goes on where it stood, and every gate was opened once', async () => {
    const folder = join(projectRoot(), 'examples');
    const [file] = readdirSync(folder).filter((each) => each.endsWith('.json'));
    const read = await readCase(join(folder, file ?? ''));
    if (!read.ok) throw new Error(read.error);
    const cast = await Cast.of(house.url);
    let kills = 0;
    let replacing = Promise.resolve();
    const played = await playCase(cast, read.value, {
      // Right after a deciding vote, when the worker has most to do.
      progress: () => {
        kills += 1;
        replacing = replacing.then(async () => {
          await killProcess(worker);
          worker = await startWorkerProcess(house);
        });
      },
    });
    await replacing;
    expect(played.problems).to.deep.equal([]);
    expect(kills).to.equal(5);
    const [owner] = await cast.people('owner', read.value.lead.code);
    const events = await historyOf(await house.as(owner?.subject ?? ''), played.initiative ?? '');
    const opened = events.filter((event) => event.type === 'gate-opened').map((event) => event.data['gate']);
    expect(opened).to.have.lengthOf(5);
    expect(new Set(opened)).to.have.lengthOf(5);
    expect(events.map((event) => event.n)).to.deep.equal(events.map((_, index) => index + 1));
    expect(events.at(-1)?.type).to.equal('initiative-closed');
  });

  it('takes nothing with it: what was submitted while it was gone is opened when another comes', async () => {
    await killProcess(worker);
    const id = await submitAt(house, 'QH8');
    const owner = await house.as('owner.QH8');
    expect((await owner.get<{ items: unknown[] }>(`/v1/initiatives/${id}/gates`)).body.items).to.deep.equal(
      [],
    );
    worker = await startWorkerProcess(house);
    expect((await openGateOf(owner, id)).level).to.equal('system');
  });

  it('with a job in its hands leaves its lock, which is freed within 30 s, and holds up nobody meanwhile', async () => {
    const system = await house.database.connect('remit_system', 2);
    const stuck = await submitAt(house, 'QHG');
    const owner = await house.as('owner.QHG');
    await openGateOf(owner, stuck);
    // As it is left by a relay that died between taking a job and doing it: locked before anybody else could see it.
    const left = await system.transaction(async (manager) => {
      await manager.query('select jobs.nudge($1)', [stuck]);
      const [rows]: [unknown[], number] = await manager.query(
        `update jobs._private_jobs set locked_by = 'worker-of-the-dead', locked_at = now() where key = $1 returning id`,
        [`initiative:${stuck}`],
      );
      return rows;
    });
    expect(left).to.have.lengthOf(1);
    const began = Date.now();
    const other = await submitAt(house, 'QJG');
    await openGateOf(await house.as('owner.QJG'), other);
    const meanwhile = Date.now() - began;
    for (;;) {
      const rows: unknown[] = await system.query(
        `select from jobs._private_jobs where locked_by = 'worker-of-the-dead'`,
      );
      if (rows.length === 0) break;
      if (Date.now() - began > 30_000) throw new Error('still locked after 30 s');
      await new Promise((resolve) => setImmediate(resolve));
    }
    const freedAfter = Date.now() - began;
    // It was held for as long as its holder might have been alive, and nobody else waited for it.
    expect(freedAfter).to.be.within(10_000, 30_000);
    expect(meanwhile).to.be.lessThan(freedAfter);
  });
});
