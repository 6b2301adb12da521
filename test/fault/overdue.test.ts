import { expect } from 'chai';
import pg from 'pg';
import { createPool } from '../../store/database.ts';
import { Overdue } from '../../worker/overdue.ts';
import { openHouse, type House } from '../support/house.ts';
import { submitAt, until } from '../support/initiatives.ts';

const PLACE = 'place:QHL:west-birmingham';

describe('what is overdue', function () {
  this.timeout(120_000);
  let house: House;
  let pool: pg.Pool;
  let other: pg.Client;
  let ids: readonly string[];
  const inAMinute = () => new Date(Date.now() + 60_000).toISOString();
  const waiting = async () => {
    const { rows } = await pool.query<{ key: string }>('select key from jobs.jobs order by key');
    return rows.map(({ key }) => key.replace('initiative:', ''));
  };
  const forget = async () => {
    for (const id of ids) await pool.query('select jobs.remove_job($1)', [`initiative:${id}`]);
  };

  beforeEach(async () => {
    house = await openHouse({ worker: false });
    pool = createPool(
      { url: house.database.url, role: 'remit_system', poolSize: 2 },
      'overdue',
      () => undefined,
    );
    other = new pg.Client({ connectionString: house.database.url });
    await other.connect();
    ids = [await submitAt(house, PLACE), await submitAt(house, PLACE)];
    await forget();
  });
  afterEach(async () => {
    await other.end();
    await pool.end();
    await house.close();
  });

  it('is said once, and once more only after a while: what is late for too much to do is not made later', async () => {
    const overdue = new Overdue();
    expect(await overdue.nudge(pool, inAMinute())).to.equal(2);
    expect(await waiting()).to.have.members([...ids]);
    await forget();
    expect(await overdue.nudge(pool, inAMinute())).to.equal(0);
    // Another worker knows nothing of what was said.
    expect(await new Overdue().nudge(pool, inAMinute())).to.equal(2);
  });

  it('is not said where its nudge still waits in the outbox', async () => {
    await pool.query('select jobs.nudge($1)', [ids[0]]);
    expect(await new Overdue().nudge(pool, inAMinute())).to.equal(1);
    expect(await waiting()).to.have.members([...ids]);
  });

  it('is said one by one: who waits for one holds no other, so nobody waits for them in turn', async () => {
    const [first, second] = ids;
    await other.query('begin');
    await other.query('select jobs.nudge($1)', [second]);
    const nudged = new Overdue().nudge(pool, inAMinute());
    await until('the second to be waited for', async () => {
      const { rowCount } = await other.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rowCount === 0 ? undefined : true;
    });
    await other.query(`set local lock_timeout = '5s'`);
    await other.query('select jobs.nudge($1)', [first]);
    await other.query('commit');
    expect(await nudged).to.equal(2);
    expect(await waiting()).to.have.members([...ids]);
  });
});
