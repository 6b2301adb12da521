import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { createLog } from '../../contracts/log.ts';
import { forgetOldTold } from '../../store/telling/lanes.ts';
import { pooled } from '../../store/transaction.ts';
import { startLanes } from '../../worker/telling/lanes.ts';
import { until } from '../support/initiatives.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

describe('a lane', () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  it('whose hold was lost, since the database was slow, is not worked a second time by the worker that still works it', async () => {
    const system = await database.connect('remit_system', 4);
    const [slow, other] = [uuid(), uuid()];
    const due = (lane: string) =>
      system.query(
        `with made as (insert into lane (id) values ($1) returning id)
         insert into delivery (id, lane, type, at, state, since, next_at)
         select $2, id, 'ping', now(), 'waiting', now(), now() - interval '1 minute' from made`,
        [lane, uuid()],
      );
    let ahead = 0;
    const begun: string[] = [];
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const lanes = startLanes({
      database: system,
      clock: () => new Date(Date.now() + ahead).toISOString(),
      log: createLog('test', 'silent'),
      workFor: (lane) => async () => {
        begun.push(lane);
        if (lane === slow) await held;
        return { went: 'idle' };
      },
    });
    await due(slow);
    await until('it to be worked', () => Promise.resolve(begun.includes(slow) ? true : undefined));
    // Nobody said that it is still held until this was over; whoever takes lanes now finds both.
    ahead = 60_000;
    await due(other);
    await until('another to be worked', () => Promise.resolve(begun.includes(other) ? true : undefined));
    expect(begun.filter((lane) => lane === slow)).to.have.lengthOf(1);
    letGo();
    await lanes.stop();
  });

  it('of a webhook that is off gives up what has waited for three days', async () => {
    const owner = await database.connect('remit_owner', 1);
    const hook = uuid();
    await owner.query(`insert into body (code, name, kind) values ('QKS', 'One', 'system')`);
    await owner.query(
      `insert into webhook (id, body, url, types, active, created_by, created_at, revision)
       values ($1, 'QKS', 'https://hooks.example/', '{}', false, $1, now(), 1)`,
      [hook],
    );
    await owner.query('insert into lane (id) values ($1)', [hook]);
    await owner.query(
      `insert into delivery (id, lane, type, at, state, since, next_at)
       select gen_random_uuid(), $1, type, now(), 'waiting', now() - age::interval, now() - age::interval
         from (values ('old', '73 hours'), ('new', '71 hours')) as m(type, age)`,
      [hook],
    );
    await forgetOldTold(pooled(await database.connect('remit_system', 1)));
    const states: unknown = await owner.query(
      'select type, state from delivery where lane = $1 order by type',
      [hook],
    );
    expect(states).to.deep.equal([
      { type: 'new', state: 'waiting' },
      { type: 'old', state: 'dead' },
    ]);
  });
});
