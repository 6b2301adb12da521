import { expect } from 'chai';
import { examined } from '../support/estate/doctor.ts';
import { complain, lookInto, openEstate, type Estate } from '../support/estate/estate.ts';
import { Desk } from '../support/estate/desk.ts';
import { atOnce } from '../support/at-once.ts';
import { cast, inWords, openGates, submitOne } from '../support/estate/gates.ts';
import { Sight } from '../support/estate/sight.ts';

const HOUR = 3_600_000;

describe('Temporal is away', function () {
  this.timeout(600_000);
  let estate: Estate;
  let desk: Desk;
  let sight: Sight;
  before(async () => {
    estate = await openEstate();
    desk = new Desk(estate);
    sight = new Sight(estate);
    sight.start();
  });
  afterEach(function () {
    complain(this.currentTest, estate);
  });
  after(async () => {
    desk.close();
    await sight.stop();
    await estate.close();
  });

  it('500 votes are accepted meanwhile, and after an hour everything moves when it is back', async () => {
    const votes = await openGates(desk, sight, 300);
    const [before, meanwhile] = [votes.slice(0, 100), votes.slice(100)];
    expect(meanwhile).to.have.lengthOf(500);
    const withTemporal = await atOnce(before, 8, (vote) => cast(desk, vote));
    await estate.temporal.kill();
    const without = await atOnce(meanwhile, 8, (vote) => cast(desk, vote));
    // Also what is submitted now is kept.
    const submitted = await atOnce([0, 1, 2], 3, (index) => submitOne(desk, index));
    console.log(`      votes with Temporal: ${inWords(withTemporal)}; without: ${inWords(without)}`);
    expect(desk.broken).to.deep.equal([]);
    await anHourPasses(estate);
    const decided = await lookInto(estate, (client) =>
      client.query('select from initiative where next_at is not null and status = $1', ['under-way']),
    );
    expect(decided.rowCount).to.be.greaterThanOrEqual(250);
    await estate.temporal.start();
    // The aim is 30 s on a quiet machine; the figure is printed, and nothing here is measured by the clock.
    const began = Date.now();
    const moved = [...new Set(meanwhile.map((vote) => vote.initiative))].map((id) =>
      sight.until(id, 'the second stage', (seen) =>
        seen.stage === 'support-people' && seen.stage_state === 'working' ? seen : undefined,
      ),
    );
    const opened = submitted.map((id) => {
      sight.follow(id);
      return sight.until(id, 'its gate', (seen) => (seen.gate_state === 'open' ? seen : undefined));
    });
    await Promise.all([...moved, ...opened]);
    console.log(`      ${moved.length + opened.length} moved within ${Date.now() - began} ms of its return`);
    const counted = await lookInto(estate, (client) =>
      client.query<{ votes: number; decisions: number }>(
        `select count(*) filter (where type = 'task-completed')::int as votes,
                count(*) filter (where type = 'gate-decided')::int as decisions from event`,
      ),
    );
    expect(counted.rows).to.deep.equal([{ votes: 600, decisions: 300 }]);
    const report = await examined(estate);
    expect([...report.findings, ...report.moving]).to.deep.equal([]);
  });
});

/**
 * Skips an hour: the clocks of our processes are an hour on, and the outbox looks as it does after an hour of trying
 * (the queue's pauses have grown to exp(10) s).
 */
async function anHourPasses(estate: Estate): Promise<void> {
  for (const part of [...estate.webs, ...estate.workers]) estate.shiftClock(part, HOUR);
  const jobs = await lookInto(estate, (client) =>
    client.query(
      `update jobs._private_jobs
          set attempts = 10, run_at = now() + interval '6 hours', last_error = 'UNAVAILABLE',
              created_at = created_at - interval '1 hour', updated_at = updated_at - interval '1 hour'
        where locked_at is null`,
    ),
  );
  expect(jobs.rowCount).to.be.greaterThan(0);
}
