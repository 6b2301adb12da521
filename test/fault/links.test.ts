import { expect } from 'chai';
import { setTimeout as pause } from 'node:timers/promises';
import { wrongWithStored } from '../support/estate/count.ts';
import { examined } from '../support/estate/doctor.ts';
import { complain, lookInto, openEstate, type Estate } from '../support/estate/estate.ts';
import { submitOne } from '../support/estate/gates.ts';
import type { Link } from '../support/estate/link.ts';
import { Load } from '../support/estate/load.ts';
import { until } from '../support/initiatives.ts';

const SEED = Number(process.env['REMIT_FAULT_SEED'] ?? 20_261_122);
const DAY = 24 * 3_600_000;

describe(`wires that are cut, held and slow, and clocks that jump (seed: ${SEED})`, function () {
  this.timeout(900_000);
  let estate: Estate;
  let load: Load;
  beforeEach(async () => {
    estate = await openEstate();
    load = new Load(estate, SEED);
    load.start(60);
  });
  afterEach(async function () {
    complain(this.currentTest, estate);
    await load.abandon();
    await estate.close();
  });

  /** Longer than people and those who look wait: where nothing goes on, they say first what they waited for. */
  const PATIENCE = 330_000;
  const work = (more: number, after = 'the start') => {
    const from = load.acknowledged.length;
    return until(
      `${more} more commands to be acknowledged after ${after}`,
      () => {
        if (load.problems.length > 0) throw new Error(load.problems.join('\n'));
        return Promise.resolve(load.acknowledged.length >= from + more ? true : undefined);
      },
      PATIENCE,
    );
  };

  async function allIsAsItShouldBe(): Promise<void> {
    await load.finish();
    expect(load.problems).to.deep.equal([]);
    expect(load.desk.broken).to.deep.equal([]);
    expect(await wrongWithStored(estate, load.acknowledged, load.scripts)).to.deep.equal([]);
    const report = await examined(estate);
    expect([...report.findings, ...report.moving]).to.deep.equal([]);
  }

  it('each wire broken, cut, held and slowed in turn: every acknowledged command is there once', async () => {
    const { webToPostgres, workerToPostgres, workerToTemporal } = estate.links;
    let before = 'the start';
    for (const [wire, link] of Object.entries({ webToPostgres, workerToPostgres, workerToTemporal }))
      for (const [hurt, does] of Object.entries(HURTS)) {
        await work(20, before);
        does(link);
        await pause(1_500);
        link.mend();
        before = `${wire} was ${hurt}`;
      }
    await allIsAsItShouldBe();
  });

  /** How often somebody was reminded, or told that a date is past. */
  const told = () =>
    lookInto(estate, async (client) => {
      const found = await client.query(`select from event where type in ('gate-reminded', 'gate-past-due')`);
      return found.rowCount ?? 0;
    });

  it('clocks that jump ahead and back again: nothing is out of order, and nothing is decided by the clock', async () => {
    const [web, worker] = [estate.webs[0], estate.workers[0]];
    if (web === undefined || worker === undefined) throw new Error('a part is missing');
    // Nobody answers at the gate of this one, so its dates pass.
    const left = await submitOne(load.desk);
    load.sight.follow(left);
    await load.sight.until(left, 'its gate', (seen) => (seen.gate_state === 'open' ? seen : undefined));
    await work(40);
    // A fortnight on: every due date is past for the worker, and reminders and escalations go out.
    estate.shiftClock(worker, 14 * DAY);
    await work(60);
    await until('a reminder or an escalation', async () => ((await told()) > 0 ? true : undefined), 60_000);
    // Half an hour: further, and the tokens of people are past their time.
    estate.shiftClock(web, 30 * 60_000);
    await work(60);
    estate.shiftClock(worker, 0);
    await work(60);
    estate.shiftClock(web, 0);
    await allIsAsItShouldBe();
    const found = await lookInto(estate, async (client) => ({
      backwards: await client.query(
        `select from (select at, lag(at) over (partition by stream order by n) as before from event) as e
          where at < before`,
      ),
      raised: await client.query(
        `select from event g join event o on o.stream = g.stream and o.type = 'gate-opened'
            and o.data->>'gate' = g.data->>'gate'
          where g.type = 'gate-past-due' and g.data->>'level' <> o.data->>'level'`,
      ),
    }));
    expect(found.backwards.rowCount).to.equal(0);
    expect(found.raised.rowCount).to.equal(0);
  });
});

const HURTS: Readonly<Record<string, (link: Link) => void>> = {
  broken: (link) => {
    link.break();
  },
  cut: (link) => {
    link.cut();
  },
  held: (link) => {
    link.hold();
  },
  slow: (link) => {
    link.slow(120);
  },
};
