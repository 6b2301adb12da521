import { expect } from 'chai';
import pg from 'pg';
import { v7 as uuid } from 'uuid';
import { forgetOldKeys } from '../../store/idempotency.ts';
import { openHouse, type House } from '../support/house.ts';
import { QUIET_FACTS } from '../support/initiatives.ts';

describe('an Idempotency-Key', () => {
  let house: House;
  let pool: pg.Pool;
  before(async () => {
    house = await openHouse({ worker: false });
    pool = new pg.Pool({
      connectionString: house.database.url,
      max: 2,
      options: '-c role=remit_system -c search_path=remit',
    });
  });
  after(async () => {
    await pool.end();
    await house.close();
  });

  const draft = {
    title: 'Shorter waits',
    aim: 'Halve the wait',
    lead: { code: 'QKS' },
    affected: ['QKS'],
    facts: QUIET_FACTS,
  };

  async function drafted(key: string): Promise<string> {
    const owner = await house.as('owner.QKS');
    const { status, body } = await owner.post<{ id: string }>('/v1/initiatives', draft, {
      'idempotency-key': key,
    });
    expect(status).to.equal(201);
    return body.id;
  }

  const age = (key: string, interval: string) =>
    pool.query(`update idempotency set at = now() - $2::interval where key = $1`, [key, interval]);

  it('has its answer for 30 days by the database’s clock, and is then forgotten', async () => {
    const [young, old] = [uuid(), uuid()];
    const [first, second] = [await drafted(young), await drafted(old)];
    await age(young, '29 days 23 hours');
    await age(old, '30 days 1 second');
    expect(await forgetOldKeys(pool)).to.equal(1);
    expect(await drafted(young)).to.equal(first);
    // What was forgotten is asked anew.
    expect(await drafted(old)).to.not.equal(second);
  });

  it('is forgotten a batch at a time, and not while somebody has it in hand', async () => {
    await pool.query(
      `insert into idempotency (caller, route, key, request_hash, at)
       select 'nobody', '/', n::text, '', now() - interval '31 days' from generate_series(1, 5001) as n`,
    );
    const held = await pool.connect();
    await held.query('begin');
    await held.query(`select from idempotency where key = '1' for update`);
    expect(await forgetOldKeys(pool)).to.equal(5000);
    expect(await forgetOldKeys(pool)).to.equal(0);
    await held.query('rollback');
    held.release();
    expect(await forgetOldKeys(pool)).to.equal(1);
  });
});
